package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.key.Credential;
import io.tollgate.spi.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Signatures against a second computation of them, by the words of AWS's description of version 4. */
class Signature4Test {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String ARN_PATH =
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fab1/converse";

    private static Credential pair(Map<String, String> more) {
        Map<String, String> secrets = new TreeMap<>(more);
        secrets.put("accessKeyId", "AKIDEXAMPLE");
        secrets.put("secretAccessKey", SECRET);
        return Credential.of(secrets);
    }

    private static HttpCall signed(String url, Credential credential) {
        HttpCall call = HttpCall.postJson(url, "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8));
        return new Signature4("us-east-1").sign(call, credential, NOW);
    }

    @Test
    void signsThePathThatIsSentOnceMoreEncoded() throws Exception {
        HttpCall call = signed("https://bedrock-runtime.us-east-1.amazonaws.com" + ARN_PATH, pair(Map.of()));

        check(call, "bedrock-runtime.us-east-1.amazonaws.com", ARN_PATH);
    }

    @Test
    void signsAnAddressWithAPortAsTheClientSendsIt() throws Exception {
        HttpCall call = signed("http://127.0.0.1:8099/model/a.b-v1%3A0/converse-stream", pair(Map.of()));

        check(call, "127.0.0.1:8099", "/model/a.b-v1%3A0/converse-stream");
    }

    @Test
    void sendsASessionTokenAndSignsIt() throws Exception {
        HttpCall call = signed(
                "https://bedrock-runtime.us-east-1.amazonaws.com" + ARN_PATH,
                pair(Map.of("sessionToken", "session/token==")));

        assertThat(call.headers().first("X-Amz-Security-Token")).contains("session/token==");
        assertThat(authorization(call)).contains("x-amz-security-token");
        check(call, "bedrock-runtime.us-east-1.amazonaws.com", ARN_PATH);
    }

    @Test
    void signsByTheGivenClock() {
        HttpCall call = signed("https://bedrock-runtime.us-east-1.amazonaws.com" + ARN_PATH, pair(Map.of()));

        assertThat(call.headers().first("X-Amz-Date")).contains("20261122T120000Z");
        assertThat(authorization(call))
                .startsWith(
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=");
    }

    private static String authorization(HttpCall call) {
        return call.headers().first("Authorization").orElseThrow();
    }

    private static void check(HttpCall call, String host, String path) throws GeneralSecurityException {
        String authorization = authorization(call);
        String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        assertThat(names.split(";", -1)).contains("host", "x-amz-date", "content-type");
        StringBuilder canonical = new StringBuilder("POST\n" + path.replace("%", "%25") + "\n\n");
        for (String name : names.split(";", -1)) {
            String value =
                    name.equals("host") ? host : call.headers().first(name).orElseThrow();
            canonical.append(name).append(':').append(value.strip()).append('\n');
        }
        canonical.append('\n').append(names).append('\n').append(sha256(call.body()));
        String text = "AWS4-HMAC-SHA256\n20261122T120000Z\n20261122/us-east-1/bedrock/aws4_request\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = hmac(("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8), "20261122");
        for (String part : new String[] {"us-east-1", "bedrock", "aws4_request"}) {
            key = hmac(key, part);
        }
        assertThat(authorization).endsWith("Signature=" + HexFormat.of().formatHex(hmac(key, text)));
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
