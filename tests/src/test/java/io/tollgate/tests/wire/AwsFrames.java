package io.tollgate.tests.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Frames of an AWS event stream as text: an object whose one member is the event's type. */
final class AwsFrames {
    private AwsFrames() {}

    /** What stands in a recorded stream; an exception is the member {@code error}. */
    static List<Recording.Event> events(byte[] body) {
        List<Recording.Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        while (bytes.remaining() > 0) {
            int length = bytes.getInt(bytes.position());
            int headers = bytes.getInt(bytes.position() + 4);
            Map<String, String> names = names(bytes, bytes.position() + 12, headers);
            String payload =
                    new String(body, bytes.position() + 12 + headers, length - headers - 16, StandardCharsets.UTF_8);
            bytes.position(bytes.position() + length);
            String exception = names.get(":exception-type");
            String data = exception == null
                    ? "{\"" + names.get(":event-type") + "\":" + payload + "}"
                    : "{\"error\":{\"type\":\"" + exception + "\"," + payload.substring(1) + "}";
            events.add(new Recording.Event(data, bytes.position()));
        }
        return events;
    }

    /** All headers of the recordings are texts. */
    private static Map<String, String> names(ByteBuffer bytes, int from, int length) {
        Map<String, String> names = new LinkedHashMap<>();
        int at = from;
        while (at < from + length) {
            String name = text(bytes, at + 1, bytes.get(at));
            at += 1 + name.length();
            if (bytes.get(at) != 7) {
                throw new IllegalStateException("a header of type " + bytes.get(at));
            }
            int size = bytes.getShort(at + 1);
            names.put(name, text(bytes, at + 3, size));
            at += 3 + size;
        }
        return names;
    }

    private static String text(ByteBuffer bytes, int from, int length) {
        byte[] text = new byte[length];
        bytes.get(from, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The stream of these lines, each an event's type and its JSON; a type that ends in Exception is one. */
    static byte[] bytes(String lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.lines().forEach(line -> {
            String type = line.substring(0, line.indexOf(' '));
            String kind = type.endsWith("Exception") ? "exception" : "event";
            Map<String, HeaderValue> headers = Map.of(
                    ":message-type", HeaderValue.fromString(kind), ":" + kind + "-type", HeaderValue.fromString(type));
            byte[] json = line.substring(type.length() + 1).getBytes(StandardCharsets.UTF_8);
            new Message(headers, json).encode(bytes);
        });
        return bytes.toByteArray();
    }
}
