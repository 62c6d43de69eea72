package io.tollgate.vertex;

import com.google.auth.oauth2.GoogleCredentials;
import io.tollgate.anthropic.HostedClaude;
import io.tollgate.failure.Failure;
import io.tollgate.gemini.HostedGemini;
import io.tollgate.json.Json;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Models at Google's Vertex AI: {@code claude-…} of Anthropic, all others of Google. Immutable and thread-safe.
 *
 * <p>A name with a slash is a path below the location, such as {@code endpoints/123} for a tuned Gemini model. Thoughts that
 * Claude signed here hold at Anthropic and elsewhere, and the other way round. Gemini's hold at Vertex AI only: each of
 * Google's two APIs has been seen to refuse the other's signatures, so the other one gets Google's placeholder instead.
 */
public final class Vertex implements Provider {
    static final String VENDOR = "vertex";

    private static final HostedGemini GOOGLE =
            new HostedGemini(ErrorTable.read(Objects.requireNonNull(Vertex.class.getResourceAsStream("errors.tsv"))));

    private final Account account;
    private final String location;
    private final ChatCodec gemini;
    private final ChatCodec claude;

    private Vertex(Account account, String location) {
        this.account = account;
        this.location = location;
        this.gemini = GOOGLE.chat(VENDOR, this::googleModel, List.of("gs://", "https://"));
        this.claude = HostedClaude.chat("vertex-2023-10-16", this::claudeUrl);
    }

    /**
     * A project's models in a location, with Google's application default credentials; another base URL goes before
     * {@code /v1}.
     *
     * @param project its id or number
     * @param location a region such as {@code europe-west4}, {@code us} or {@code eu} for all regions there, or
     *     {@code global}
     * @throws IllegalArgumentException if one has a character that can't be in it
     */
    public static ProviderBuilder<Vertex> builder(String project, String location) {
        String path = "projects/" + check("project", project) + "/locations/" + check("location", location);
        String host =
                switch (location) {
                    case "global" -> "aiplatform.googleapis.com";
                    case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
                    default -> location + "-aiplatform.googleapis.com";
                };
        Account account = Account.of(VENDOR, VENDOR, "https://" + host, applicationDefault());
        return new ProviderBuilder<>(account, settings -> new Vertex(settings, path));
    }

    private static String check(String what, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.:-]*")) {
            throw new IllegalArgumentException(
                    "expected a " + what + " of letters, digits, '.', ':' or '-', but got \"" + name + "\"");
        }
        return name;
    }

    /**
     * Tokens of Google's application default credentials: the file in {@code GOOGLE_APPLICATION_CREDENTIALS}, what
     * {@code gcloud auth application-default login} left, or the metadata server of the machine. They are looked for at each
     * read. A read may take 20 s to connect and 20 s to answer; no call waits longer for it than it can.
     */
    public static KeySource applicationDefault() {
        return new GoogleToken("Google's application default credentials", GoogleCredentials::getApplicationDefault);
    }

    /** Tokens of these credentials, such as a service account's or ones that impersonate it; read likewise. */
    public static KeySource credentials(GoogleCredentials credentials) {
        return new GoogleToken("Google credentials of the app", () -> credentials);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return Optional.of(model.startsWith("claude-") ? claude : gemini);
    }

    @Override
    public Optional<EmbeddingCodec> embedding(String model) {
        return Optional.of(
                PredictedVectors.speaksFor(model)
                        ? new PredictedVectors(this::googleModel, model)
                        : new ContentVectors(this::googleModel));
    }

    private String googleModel(String model) {
        String path = HostedGemini.path(model);
        return place("v1beta1") + (path.startsWith("models/") ? "publishers/google/" : "") + path;
    }

    private String claudeUrl(String model, Delivery delivery) {
        return place("v1") + "publishers/anthropic/" + HostedGemini.path(model)
                + (delivery == Delivery.STREAM ? ":streamRawPredict" : ":rawPredict");
    }

    private String place(String version) {
        return account.baseUrl() + '/' + version + '/' + location + '/';
    }

    @Override
    public Failure failure(HttpReply reply) {
        return meaning(reply);
    }

    /** What an error means: Google's words, or Anthropic's, which come with an outer type. */
    static Failure meaning(HttpReply reply) {
        boolean ofClaude = Json.tree(reply.body(), reply.body().length)
                .path("type")
                .asText("")
                .equals("error");
        return ofClaude ? HostedClaude.failure(reply) : GOOGLE.failure(reply);
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account + " " + location;
    }
}
