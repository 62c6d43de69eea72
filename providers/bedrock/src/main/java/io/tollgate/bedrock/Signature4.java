package io.tollgate.bedrock;

import io.tollgate.key.Credential;
import io.tollgate.spi.HttpCall;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** AWS's signature of a call, version 4, by AWS's own signer: over the address, all headers and the body. */
final class Signature4 {
    static final String ACCESS_KEY = "accessKeyId";
    static final String SECRET_KEY = "secretAccessKey";
    static final String SESSION_TOKEN = "sessionToken";

    private static final String SERVICE = "bedrock";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String region;

    Signature4(String region) {
        this.region = region;
    }

    /** Whether this is a key pair, and not a key that is sent as it is. */
    static boolean fits(Credential credential) {
        return credential.secrets().containsKey(ACCESS_KEY);
    }

    /** The call with the headers that the signer adds; nothing of it may be changed after that. */
    HttpCall sign(HttpCall call, Credential credential, Instant now) {
        SdkHttpRequest request = unsigned(call);
        SdkHttpRequest signed = signer.sign(builder -> builder.identity(identity(credential))
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(call.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request();
        HttpCall result = call;
        for (var header : signed.headers().entrySet()) {
            // The client writes the host itself, in the same form.
            if (!request.headers().containsKey(header.getKey())
                    && !header.getKey().equalsIgnoreCase("Host")) {
                result = result.withHeader(header.getKey(), header.getValue().get(0));
            }
        }
        return result;
    }

    private static SdkHttpRequest unsigned(HttpCall call) {
        SdkHttpRequest.Builder builder = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(call.method()))
                .uri(URI.create(call.url()));
        for (int i = 0; i < call.headers().size(); i++) {
            builder.appendHeader(call.headers().name(i), call.headers().value(i));
        }
        return builder.build();
    }

    private static AwsCredentialsIdentity identity(Credential credential) {
        String access = credential.secret(ACCESS_KEY);
        String secret = credential.secret(SECRET_KEY);
        return credential.secrets().containsKey(SESSION_TOKEN)
                ? AwsSessionCredentialsIdentity.create(access, secret, credential.secret(SESSION_TOKEN))
                : AwsCredentialsIdentity.create(access, secret);
    }
}
