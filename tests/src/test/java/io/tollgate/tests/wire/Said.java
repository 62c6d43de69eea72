package io.tollgate.tests.wire;

import io.tollgate.chat.Content;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A codec with an answer of its vendor that has words, thoughts, two calls at once and what only the vendor understands,
 * in {@code said/<vendor>.json}: the beginning of a conversation that goes on elsewhere. A new codec is one more row.
 *
 * @param vendor whose codec and answer it is
 * @param model a name that tells the codec
 * @param rules what the vendor demands of a body
 * @param replays what the vendor wants to see again; what begins with {@link #SECRET} is sent to no other that it doesn't
 *     share with
 */
record Said(String vendor, String model, BodyRules rules, List<String> replays) {
    /** In everything that no other vendor may see. */
    static final String SECRET = "only-for-";

    /** All codecs, and the vendors of one codec that differ in what they want to see again. */
    static final List<Said> ALL = List.of(
            said("openai", new OpenAiBody()),
            said(
                    Vendors.RESPONSES_API,
                    new ResponsesBody(),
                    "openai thinks of two cities.",
                    "only-for-openai-responses-1",
                    "only-for-openai-responses-2"),
            said("deepseek", new OpenAiBody("reasoning_content"), "deepseek thinks of two cities."),
            said("groq", new OpenAiBody()),
            said("llamacpp", new OpenAiBody("reasoning_content"), "llamacpp thinks of two cities."),
            said("minimax", new OpenAiBody("reasoning_details"), "minimax thinks of two cities."),
            said("mistral", new MistralBody(), "mistral thinks of two cities.", "only-for-mistral-1"),
            said(
                    "gemini-openai",
                    new OpenAiBody("extra_content"),
                    "only-for-gemini-openai-1",
                    "only-for-gemini-openai-2"),
            said(
                    "openrouter",
                    new OpenAiBody("reasoning_details"),
                    "openrouter thinks of two cities.",
                    "only-for-openrouter-1",
                    "only-for-openrouter-2"),
            said(
                    "anthropic",
                    new AnthropicBody(),
                    "anthropic thinks of two cities.",
                    "only-for-anthropic-1",
                    "only-for-anthropic-2",
                    "only-for-anthropic-3",
                    "only-for-anthropic-4"),
            said(
                    "gemini",
                    new GeminiBody(),
                    "only-for-gemini-1",
                    "only-for-gemini-2",
                    "only-for-gemini-3",
                    "only-for-gemini-4"),
            said("cohere", new OpenAiBody("tool_plan"), "cohere thinks of two cities."),
            said("ollama", new OllamaBody(), "ollama thinks of two cities."),
            said(
                    "bedrock",
                    new BedrockBody(),
                    "bedrock thinks of two cities.",
                    "only-for-bedrock-1",
                    "only-for-bedrock-2",
                    "only-for-bedrock-3",
                    "only-for-bedrock-4"),
            said("vertex", new GeminiBody(), "only-for-vertex-1", "only-for-vertex-2"),
            new Said(
                    "vertex-claude",
                    "claude-some-model",
                    new AnthropicBody(),
                    List.of(
                            "vertex-claude thinks of two cities.",
                            "only-for-vertex-claude-1",
                            "only-for-vertex-claude-2")),
            new Said(
                    Vendors.AZURE_CLAUDE,
                    "claude-some-model",
                    new AnthropicBody(),
                    List.of("Claude at Azure thinks of two cities.", "only-for-azure-anthropic-1")));

    private static Said said(String vendor, BodyRules rules, String... replays) {
        return new Said(vendor, "some-model", rules, List.of(replays));
    }

    /** The parts of this vendor's answer. */
    static List<Content> by(String vendor) throws FailureException {
        return ALL.stream()
                .filter(said -> said.vendor.equals(vendor))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a vendor with a row, but got " + vendor))
                .content();
    }

    /** The vendor's name without blanks, as in files and secrets. */
    String slug() {
        return vendor.replace(' ', '-');
    }

    /** Whether the other may see what only this vendor may: all who host Claude can read what Anthropic signed. */
    boolean sharesWith(Said other) {
        return equals(other) || (rules instanceof AnthropicBody && other.rules instanceof AnthropicBody);
    }

    ChatCodec codec() {
        return Vendors.chat(vendor, model);
    }

    ModelCard card() {
        return ModelCard.unknown(vendor, model, ModelCard.Kind.CHAT);
    }

    /** The parts of the vendor's answer, as its codec reads them. */
    List<Content> content() throws FailureException {
        HttpReply reply = new HttpReply(200, Headers.NONE, bytes(), Recording.RECEIVED);
        return codec().decode(reply).content();
    }

    private byte[] bytes() {
        String file = "said/" + slug() + ".json";
        try (InputStream in = Said.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("expected the resource " + file + " beside " + Said.class);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return vendor;
    }
}
