package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What {@link Upstream} answers, with status line and headers. */
final class Bodies {
    private static final int VECTORS = 16;
    private static final int DIMENSIONS = 1536;
    private static final String MODEL = "\"model\":\"gpt-4.1-mini-2025-04-14\"";
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    final byte[] chat = Upstream.whole(
            200,
            ("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1780000000," + MODEL
                            + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                            + "Blue light is scattered more than red light. ".repeat(8)
                            + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":14,\"completion_tokens\":80,\"total_tokens\":94,"
                            + "\"prompt_tokens_details\":{\"cached_tokens\":0},"
                            + "\"completion_tokens_details\":{\"reasoning_tokens\":0}},\"system_fingerprint\":\"fp\"}")
                    .getBytes(UTF_8));
    final byte[][] shortStream = stream(64);
    final byte[][] longStream = stream(512);
    final byte[] base64Vectors = vectors(true);
    final byte[] floatVectors = vectors(false);

    static byte[] error(int status) {
        return ("{\"error\":{\"message\":\"Failed with " + status
                        + "\",\"type\":\"error\",\"param\":null,\"code\":null}}")
                .getBytes(UTF_8);
    }

    private static byte[][] stream(int chunks) {
        List<byte[]> pieces = new ArrayList<>();
        byte[] first = Upstream.chunk(event(",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
                + "\"word \"},\"logprobs\":null,\"finish_reason\":null}]"));
        byte[] next = Upstream.chunk(event(",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},"
                + "\"logprobs\":null,\"finish_reason\":null}]"));
        byte[] end = Upstream.chunk(
                event(",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]"));
        byte[] usage = Upstream.chunk(
                event(",\"choices\":[],\"usage\":{\"prompt_tokens\":14,\"completion_tokens\":80,\"total_tokens\":94}"));
        byte[] done = Upstream.chunk("data: [DONE]\n\n".getBytes(UTF_8));
        pieces.add(Upstream.joined(STREAM_HEAD.getBytes(UTF_8), first));
        for (int sent = 1; sent < chunks; sent += 8) {
            byte[] group = new byte[0];
            for (int i = sent; i < Math.min(sent + 8, chunks); i++) {
                group = Upstream.joined(group, next);
            }
            pieces.add(group);
        }
        pieces.add(Upstream.joined(end, usage, done, Upstream.lastChunk()));
        return pieces.toArray(byte[][]::new);
    }

    private static byte[] event(String rest) {
        return ("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000," + MODEL
                        + ",\"system_fingerprint\":\"fp\"" + rest + "}\n\n")
                .getBytes(UTF_8);
    }

    private static byte[] vectors(boolean base64) {
        Random random = new Random(1);
        StringBuilder body = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < VECTORS; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":")
                    .append(base64 ? base64(random) : floats(random))
                    .append('}');
        }
        body.append("],\"model\":\"text-embedding-3-small\",\"usage\":{\"prompt_tokens\":160,\"total_tokens\":160}}");
        return Upstream.whole(200, body.toString().getBytes(UTF_8));
    }

    private static String base64(Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(DIMENSIONS * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < DIMENSIONS; i++) {
            bytes.putFloat(random.nextFloat() - 0.5f);
        }
        return '"' + Base64.getEncoder().encodeToString(bytes.array()) + '"';
    }

    private static String floats(Random random) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < DIMENSIONS; i++) {
            list.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.8f", random.nextFloat() - 0.5f));
        }
        return list.append(']').toString();
    }
}
