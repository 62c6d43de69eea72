package io.tollgate.openai;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.time.Instant;

/** An account at Azure. */
final class AzureProvider extends CompatibleProvider {
    private final AzureCredential credential;

    AzureProvider(Service service, AzureCredential credential) {
        super(service);
        this.credential = credential;
    }

    @Override
    AzureProvider with(Service other) {
        return new AzureProvider(other, credential);
    }

    @Override
    public HttpCall authorize(HttpCall call, Credential secret, Instant now) {
        return credential == AzureCredential.API_KEY && secret.isPresent()
                ? call.withHeader("api-key", secret.secret())
                : super.authorize(call, secret, now);
    }

    /** The tokens of a prompt that is refused with a 400 are billed: learn.microsoft.com/answers/questions/1632971. */
    @Override
    public Failure failure(HttpReply reply) {
        Failure failure = super.failure(reply).withRequestId(requestId(reply.headers()));
        return failure.status() == 400 && failure.billed() == Billed.NO ? failure.withBilled(Billed.MAYBE) : failure;
    }

    @Override
    public String requestId(Headers headers) {
        return headers.first("apim-request-id").orElseGet(() -> super.requestId(headers));
    }
}
