package io.tollgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/** Plain OkHttp and Jackson, as an app would write it by hand; the floor that the others are compared with. */
public final class Floor implements Contender {
    private static final MediaType JSON = Objects.requireNonNull(MediaType.parse("application/json"));

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectionPool(new okhttp3.ConnectionPool(64, 5, java.util.concurrent.TimeUnit.MINUTES))
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final String baseUrl;

    /** A floor that asks the vendor at this URL. */
    public Floor(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    private Response post(String path, ObjectNode body) throws IOException {
        Request request = new Request.Builder()
                .url(baseUrl + path)
                .header("authorization", "Bearer key")
                .post(RequestBody.create(mapper.writeValueAsBytes(body), JSON))
                .build();
        Response response = client.newCall(request).execute();
        if (!response.isSuccessful()) {
            response.close();
            throw new IOException("status " + response.code());
        }
        return response;
    }

    private static ResponseBody body(Response response) {
        return Objects.requireNonNull(response.body());
    }

    private ObjectNode ask(String prompt) {
        ObjectNode body = mapper.createObjectNode().put("model", MODEL);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return body;
    }

    @Override
    public String chat(String prompt) throws IOException {
        try (Response response = post("/chat/completions", ask(prompt))) {
            JsonNode answer = mapper.readTree(body(response).bytes());
            return answer.at("/choices/0/message/content").asText();
        }
    }

    @Override
    public void stream(String prompt, Runnable onText) throws IOException {
        try (Response response = post("/chat/completions", ask(prompt).put("stream", true))) {
            BufferedSource source = body(response).source();
            for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
                if (line.startsWith("data: {")) {
                    JsonNode text = mapper.readTree(line.substring(6)).at("/choices/0/delta/content");
                    if (!text.asText().isEmpty()) {
                        onText.run();
                    }
                }
            }
        }
    }

    @Override
    public int embed(List<String> texts) throws IOException {
        ObjectNode body =
                mapper.createObjectNode().put("model", EMBEDDING_MODEL).put("encoding_format", "base64");
        texts.forEach(body.putArray("input")::add);
        int numbers = 0;
        try (Response response = post("/embeddings", body)) {
            for (JsonNode each : mapper.readTree(body(response).bytes()).get("data")) {
                ByteBuffer bytes =
                        ByteBuffer.wrap(each.get("embedding").binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
                float[] vector = new float[bytes.remaining() / 4];
                bytes.asFloatBuffer().get(vector);
                numbers += vector.length;
            }
        }
        return numbers;
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
