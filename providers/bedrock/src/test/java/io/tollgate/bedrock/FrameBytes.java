package io.tollgate.bedrock;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Frames of an AWS event stream, as Bedrock sends them. */
final class FrameBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An event with this JSON. */
    FrameBytes event(String type, String json) {
        return frame(Map.of(":message-type", "event", ":event-type", type), json);
    }

    /** An exception with this message. */
    FrameBytes exception(String type, String message) {
        return frame(
                Map.of(":message-type", "exception", ":exception-type", type), "{\"message\":\"" + message + "\"}");
    }

    /** A frame with these headers and this payload. */
    FrameBytes frame(Map<String, String> headers, String payload) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        values.put(":content-type", HeaderValue.fromString("application/json"));
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        new Message(values, payload.getBytes(StandardCharsets.UTF_8)).encode(bytes);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
