package io.tollgate.bedrock;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
import java.time.Instant;
import java.util.Optional;

/**
 * The models of AWS Bedrock in one region: chat by its Converse API, vectors of Titan's, Cohere's and Nova's models by
 * InvokeModel. Immutable and thread-safe.
 *
 * <p>A model is named by its id, or by that of an inference profile, such as {@code us.anthropic.claude-sonnet-4-6}. An
 * ARN hides the model: say which one it is by {@link ProviderBuilder#model}, for its price and for what differs between
 * families of models, such as how they are asked to think.
 *
 * <p>The key is a Bedrock API key in the environment variable {@code AWS_BEARER_TOKEN_BEDROCK}, or else a key pair in
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, with {@code AWS_SESSION_TOKEN} if that is set, which signs
 * each call. Profiles, roles and STS are a key source of the app's, here with AWS's SDK:
 *
 * <pre>{@code
 * Bedrock.builder("eu-central-1")
 *         .keySource(() -> {
 *             AwsSessionCredentials aws = (AwsSessionCredentials) stsProvider.resolveCredentials();
 *             return Credential.of(Map.of(
 *                             "accessKeyId", aws.accessKeyId(),
 *                             "secretAccessKey", aws.secretAccessKey(),
 *                             "sessionToken", aws.sessionToken()))
 *                     .withExpiry(aws.expirationTime().orElseThrow());
 *         })
 *         .build();
 * }</pre>
 *
 * <p>Converse has no seed, no penalties, no JSON without a schema, no field for the end user, and takes media as bytes
 * only. It can't forbid parallel tool calls, and forbids tools only before any was called. Cache breakpoints are sent to
 * Claude and Nova, at most four. Thoughts go back only with a signature, and what another vendor keeps to itself is left
 * out.
 */
public final class Bedrock implements Provider {
    private static final String VENDOR = "bedrock";

    private final Account account;
    private final String region;
    private final Signature4 signature;

    private Bedrock(Account account, String region) {
        this.account = account;
        this.region = region;
        this.signature = new Signature4(region);
    }

    /**
     * Bedrock under the id {@code bedrock}, in the region of the environment variable {@code AWS_REGION}, or of {@code
     * AWS_DEFAULT_REGION}.
     *
     * @throws IllegalStateException if neither is set
     */
    public static Bedrock create() {
        return builder(Environment.OF_THIS_PROCESS
                        .region()
                        .orElseThrow(() -> new IllegalStateException("expected a region in the environment variable"
                                + " AWS_REGION or AWS_DEFAULT_REGION, but neither is set: set one, or use"
                                + " Bedrock.builder(region)")))
                .build();
    }

    /**
     * Bedrock in a region such as {@code us-east-1}; a base URL goes before {@code /model/…}.
     *
     * @throws IllegalArgumentException if that can't be the name of a region
     */
    public static ProviderBuilder<Bedrock> builder(String region) {
        if (!region.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("expected a region such as us-east-1, but got \"" + region + "\"");
        }
        Account account = Account.of(
                VENDOR, VENDOR, "https://bedrock-runtime." + region + ".amazonaws.com", Environment.OF_THIS_PROCESS);
        return new ProviderBuilder<>(account, settled -> new Bedrock(settled, region));
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return Optional.of(new ConverseCodec(account.baseUrl(), Family.of(account.catalogueName(model))));
    }

    @Override
    public Optional<EmbeddingCodec> embedding(String model) {
        return InvokedVectors.of(account.baseUrl(), account.catalogueName(model))
                .map(codec -> codec);
    }

    /** A signature for a key pair, whose fields the class names; otherwise a bearer token. */
    @Override
    public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return Signature4.fits(credential)
                ? signature.sign(call, credential, now)
                : Provider.super.authorize(call, credential, now);
    }

    @Override
    public Failure failure(HttpReply reply) {
        return ApiError.of(reply);
    }

    /** Its account and region, without anything secret. */
    @Override
    public String toString() {
        return account + " in " + region;
    }
}
