package io.tollgate.openai;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An account at a vendor of the dialect. */
class CompatibleProvider implements Provider {
    /** For servers that ask for no key: what it gives is never sent. */
    static final KeySource NO_KEY = () -> Credential.of("none");

    private final Account account;
    private final Errors errors;
    private final Optional<ChatCodec> chat;
    private final Optional<EmbeddingCodec> embeddings;

    CompatibleProvider(Account account, Dialect dialect) {
        this.account = account;
        this.errors = new Errors(dialect.errors());
        this.chat = Optional.of(new ChatCompletions(account, dialect));
        this.embeddings = dialect.maxTexts() == 0 ? Optional.empty() : Optional.of(new Embeddings(account, dialect));
    }

    CompatibleProvider(Vendor vendor) {
        this(vendor.account(), vendor.dialect());
    }

    /** A call with the account's headers. */
    static HttpCall post(Account account, String path, byte[] body) {
        HttpCall call = HttpCall.postJson(account.baseUrl() + path, body);
        for (Map.Entry<String, String> header : account.headers().entrySet()) {
            call = call.withHeader(header.getKey(), header.getValue());
        }
        return call;
    }

    @Override
    public final Account account() {
        return account;
    }

    @Override
    public final Optional<ChatCodec> chat(String model) {
        return chat;
    }

    @Override
    public final Optional<EmbeddingCodec> embedding(String model) {
        return embeddings;
    }

    @Override
    public final HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return account.keySource() == NO_KEY ? call : Provider.super.authorize(call, credential, now);
    }

    @Override
    public final Failure failure(HttpReply reply) {
        return errors.of(reply);
    }

    @Override
    public final Optional<HttpCall> probe() {
        HttpCall call = HttpCall.get(account.baseUrl() + "/models");
        for (Map.Entry<String, String> header : account.headers().entrySet()) {
            call = call.withHeader(header.getKey(), header.getValue());
        }
        return Optional.of(call);
    }

    @Override
    public final String toString() {
        return account.toString();
    }
}
