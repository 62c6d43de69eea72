package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.Router;
import io.tollgate.bedrock.Bedrock;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.FinishReason;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.key.Credential;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Calls of Bedrock through the router and a real socket: what arrives is what was signed. */
class BedrockEndToEndTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String ARN = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/ab1";
    private static final String MODEL = "eu.anthropic.claude-sonnet-4-6";

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer server;
    private Router router;

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent") // looked at once
    private record Received(String path, Headers headers, byte[] body) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Credential pair = Credential.of(
                Map.of("accessKeyId", "AKIDEXAMPLE", "secretAccessKey", SECRET, "sessionToken", "session/token=="));
        router = Router.builder()
                .provider(Bedrock.builder("eu-west-1")
                        .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .keySource(() -> pair)
                        .header("X-Amzn-Bedrock-GuardrailIdentifier", "g1")
                        .model(ARN, MODEL)
                        .build())
                .prices(PriceCatalog.bundled()
                        .with(
                                "bedrock",
                                MODEL,
                                Price.perMillion("3.3", "16.5")
                                        .withCachedInput("0.33")
                                        .withCacheWrite("4.125")
                                        .withCacheWriteHour("6.6")))
                .build();
    }

    @AfterEach
    void stop() {
        router.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes()));
        String path = exchange.getRequestURI().getPath();
        boolean stream = path.endsWith("-stream");
        String whole = path.endsWith("/invoke") ? VECTOR : WHOLE;
        byte[] body = stream ? stream() : whole.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", stream ? "application/vnd.amazon.eventstream" : "application/json");
        exchange.getResponseHeaders().set("x-amzn-RequestId", "r-1");
        exchange.sendResponseHeaders(200, stream ? 0 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static final String WHOLE = """
            {"output":{"message":{"role":"assistant","content":[{"text":"Because."}]}},"stopReason":"end_turn",
             "usage":{"inputTokens":1000,"outputTokens":50,"totalTokens":3350,"cacheReadInputTokens":2000,
              "cacheWriteInputTokens":300,"cacheDetails":[{"ttl":"1h","inputTokens":100},{"ttl":"5m","inputTokens":200}]}}
            """;

    private static final String VECTOR = """
            {"embedding":[0.25,-1],"inputTextTokenCount":7}""";

    private static byte[] stream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frame(bytes, "messageStart", "{\"role\":\"assistant\"}");
        frame(bytes, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Becau\"}}");
        frame(bytes, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"se.\"}}");
        frame(bytes, "messageStop", "{\"stopReason\":\"end_turn\"}");
        frame(bytes, "metadata", "{\"usage\":{\"inputTokens\":10,\"outputTokens\":2,\"totalTokens\":12}}");
        return bytes.toByteArray();
    }

    private static void frame(ByteArrayOutputStream bytes, String type, String json) {
        Map<String, HeaderValue> headers =
                Map.of(":message-type", HeaderValue.fromString("event"), ":event-type", HeaderValue.fromString(type));
        new Message(headers, json.getBytes(StandardCharsets.UTF_8)).encode(bytes);
    }

    @Test
    void aWholeAnswerIsReadAndPricedToTheNanoDollar() throws Exception {
        ChatResponse answer = router.chat(ChatRequest.of("bedrock/" + MODEL, "Why is the sky blue?"));

        assertThat(answer.text()).isEqualTo("Because.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.requestId()).isEqualTo("r-1");
        // 1,000 × 3.3 + 2,000 × 0.33 + 200 × 4.125 + 100 × 6.6 + 50 × 16.5 millionths of a dollar
        assertThat(answer.cost()).isEqualTo(Money.ofNanos(6_270_000));
        Received request = received.remove();
        assertThat(request.path()).isEqualTo("/model/" + MODEL + "/converse");
        checkSignature(request);
    }

    @Test
    void aStreamOfAModelBehindAnArnIsReadAndPriced() throws Exception {
        ChatResponse answer;
        try (ChatStream stream = router.stream(ChatRequest.of("bedrock/" + ARN, "Why is the sky blue?"))) {
            answer = stream.collect();
        }

        assertThat(answer.text()).isEqualTo("Because.");
        assertThat(answer.cost()).isEqualTo(Money.ofNanos(10 * 3_300 + 2 * 16_500));
        Received request = received.remove();
        assertThat(request.path())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fab1"
                        + "/converse-stream");
        checkSignature(request);
    }

    @Test
    void eachTextIsEmbeddedBySignedCallsOfItsOwnAndPricedToTheNanoDollar() throws Exception {
        EmbeddingResponse answer =
                router.embed(EmbeddingRequest.of("bedrock/amazon.titan-embed-text-v2:0", List.of("sky", "sea")));

        assertThat(answer.vectors()).hasSize(2).allSatisfy(vector -> assertThat(vector)
                .containsExactly(0.25f, -1));
        // twice 7 × 0.02 millionths of a dollar
        assertThat(answer.cost()).isEqualTo(Money.ofNanos(280));
        for (String text : List.of("sky", "sea")) {
            Received request = received.remove();
            assertThat(request.path()).isEqualTo("/model/amazon.titan-embed-text-v2%3A0/invoke");
            assertThat(new String(request.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"inputText\":\"" + text + "\"}");
            checkSignature(request);
        }
    }

    /** Computes the signature again, by AWS's description, from nothing but what came over the wire. */
    private static void checkSignature(Received request) throws GeneralSecurityException {
        String authorization = request.header("Authorization");
        String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        assertThat(names.split(";", -1))
                .contains("host", "x-amz-date", "x-amz-security-token", "x-amzn-bedrock-guardrailidentifier");
        StringBuilder canonical = new StringBuilder("POST\n" + request.path().replace("%", "%25") + "\n\n");
        for (String name : names.split(";", -1)) {
            canonical.append(name).append(':').append(request.header(name)).append('\n');
        }
        canonical.append('\n').append(names).append('\n').append(sha256(request.body()));
        String date = request.header("X-Amz-Date");
        String scope = date.substring(0, 8) + "/eu-west-1/bedrock/aws4_request";
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        String text = "AWS4-HMAC-SHA256\n" + date + '\n' + scope + '\n'
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(authorization)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + scope)
                .endsWith("Signature=" + HexFormat.of().formatHex(hmac(key, text)));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
