package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Tool;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What differs from vendor to vendor in requests, usage and cost. */
class KnownVendorTest {
    private static final ChatRequest HI = ChatRequest.of("r", "Hi").withMaxOutputTokens(9);

    // --- requests

    @Test
    void theMostOutputTokensHaveTheNameThatTheVendorWants() throws Exception {
        assertThat(encoded(KnownVendor.GROQ, HI, Delivery.WHOLE)).contains("\"max_completion_tokens\":9");
        assertThat(encoded(KnownVendor.OPENROUTER, HI, Delivery.WHOLE)).contains("\"max_tokens\":9");
    }

    @Test
    void usageOfAStreamIsAskedForWhereItDoesNotComeUnasked() throws Exception {
        assertThat(encoded(KnownVendor.GROQ, HI, Delivery.STREAM))
                .contains("\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        assertThat(encoded(KnownVendor.PERPLEXITY, HI, Delivery.STREAM))
                .contains("\"stream\":true")
                .doesNotContain("stream_options");
    }

    @Test
    void whatAVendorRefusesIsRefusedBeforeItIsSent() {
        ChatRequest tools = HI.withTools(Tool.of("t", "a tool", "{\"type\":\"object\"}"));
        assertThatThrownBy(() -> encoded(KnownVendor.PERPLEXITY, tools, Delivery.WHOLE))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("tools:");
        assertThatThrownBy(() -> encoded(KnownVendor.CEREBRAS, HI.withPresencePenalty(0.5), Delivery.WHOLE))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("presencePenalty");
    }

    @Test
    void dashScopeSwitchesAndBoundsThinkingInItsOwnWords() throws Exception {
        assertThat(encoded(KnownVendor.ALIBABA, HI, Delivery.WHOLE)).doesNotContain("thinking");
        assertThat(encoded(KnownVendor.ALIBABA, HI.withReasoning(Reasoning.Effort.NONE), Delivery.WHOLE))
                .contains("\"enable_thinking\":false")
                .doesNotContain("reasoning_effort");
        assertThat(encoded(KnownVendor.ALIBABA, HI.withReasoning(new Reasoning.Budget(500)), Delivery.WHOLE))
                .contains("\"enable_thinking\":true,\"thinking_budget\":500");
    }

    @Test
    void miniMaxIsAskedForThoughtsApartFromTheText() throws Exception {
        assertThat(encoded(KnownVendor.MINIMAX, HI, Delivery.WHOLE)).contains("\"reasoning_split\":true");
    }

    @Test
    void mistralGetsSystemMessagesFirstAndIsToldToGoOnWithWordsOfItsOwn() throws Exception {
        ChatRequest talk = ChatRequest.of(
                "r",
                List.of(Message.user("Hi"), Message.assistant("Ho"), Message.system("Short."), Message.user("Hi")));
        assertThat(encoded(KnownVendor.MISTRAL, talk.withMessage(Message.assistant("I ")), Delivery.WHOLE))
                .contains("""
                        [{"role":"system","content":"Short."},{"role":"user","content":"Hi"},\
                        {"role":"assistant","content":"Ho"},{"role":"user","content":"Hi"},\
                        {"role":"assistant","content":"I ","prefix":true}]""");
    }

    @Test
    void mistralGetsThoughtsBackOnlyWhereItThinks() throws Exception {
        ChatRequest talk = ChatRequest.of(
                "r",
                List.of(
                        Message.user("Hi"),
                        Message.assistant(List.of(new Content.Thinking("Hm."), new Content.Text("Ho"))),
                        Message.user("Hi")));
        assertThat(encoded(KnownVendor.MISTRAL, talk, Delivery.WHOLE)).contains("\"thinking\":[");
        assertThat(encoded(KnownVendor.MISTRAL, talk.withReasoning(Reasoning.Effort.NONE), Delivery.WHOLE))
                .contains("\"content\":\"Ho\"")
                .doesNotContain("Hm.");
    }

    @Test
    void mistralGetsPicturesInAToolsResultMarkedAsOfAnError() throws Exception {
        Content.ToolResult result = new Content.ToolResult(
                "call_toolong", List.of(new Content.Image(Media.url("image/png", "https://example.com/a"))), true);
        ChatRequest talk = ChatRequest.of(
                "r",
                List.of(
                        Message.user("Hi"),
                        Message.assistant(List.of(new Content.ToolCall("call_toolong", "map", "{}"))),
                        Message.toolResults(result)));
        String id = CallIds.fitting("call_toolong", Pattern.compile("[A-Za-z0-9]{9}"), 9);
        assertThat(encoded(KnownVendor.MISTRAL, talk, Delivery.WHOLE))
                .contains("{\"id\":\"" + id + "\",\"type\":\"function\"")
                .contains("\"tool_call_id\":\"" + id + "\",\"content\":[{\"type\":\"text\",\"text\":\"Error:\"},");
    }

    // --- answers

    @Test
    void anEmptyDeltaBesideAWholeMessageIsNothing() throws Exception {
        Answer answer = decode(KnownVendor.PERPLEXITY, """
                {"choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"Hel"},
                 "delta":{"role":"assistant","content":""}}]}""");
        assertThat(answer.content()).containsExactly(new Content.Text("Hel"));
    }

    // --- usage and cost

    @Test
    void xAiCountsThoughtsApartAndReportsTheCostInTicks() throws Exception {
        Usage usage = usage(KnownVendor.XAI, """
                {"prompt_tokens":301,"completion_tokens":26,"total_tokens":527,"prompt_tokens_details":{"cached_tokens":3},
                 "completion_tokens_details":{"reasoning_tokens":200},"cost_in_usd_ticks":42862500}""");
        assertThat(usage)
                .isEqualTo(Usage.of(301, 226)
                        .withCachedInputTokens(3)
                        .withReasoningTokens(200)
                        .withReportedCost(Money.ofNanos(4_286_250)));
        assertCosts(4_286_250, Price.perMillion("3", "15").withCachedInput("0.75"), usage);
    }

    @Test
    void openRouterReportsWhatItCharged() throws Exception {
        Usage usage = usage(KnownVendor.OPENROUTER, """
                {"prompt_tokens":626,"completion_tokens":106,"total_tokens":732,"cost":0.0011560001,"is_byok":false,
                 "prompt_tokens_details":{"cached_tokens":100,"cache_write_tokens":50},
                 "completion_tokens_details":{"reasoning_tokens":54},"cost_details":{"upstream_inference_cost":9}}""");
        // Up to the next nano-dollar, and never the provider's cost behind it.
        assertThat(usage)
                .isEqualTo(Usage.of(626, 106)
                        .withCachedInputTokens(100)
                        .withCacheWriteTokens(50)
                        .withReasoningTokens(54)
                        .withReportedCost(Money.ofNanos(1_156_001)));
        assertCosts(1_078_500, Price.perMillion("1", "5").withCachedInput("0.1").withCacheWrite("1.25"), usage);
    }

    @Test
    void perplexityReportsTheTotalWithItsFeePerRequest() throws Exception {
        Usage usage = usage(KnownVendor.PERPLEXITY, """
                {"prompt_tokens":424,"completion_tokens":34,"total_tokens":458,"search_context_size":"low",
                 "cost":{"input_tokens_cost":0.00042,"output_tokens_cost":0.00003,"request_cost":0.005,"total_cost":0.00546}}""");
        assertThat(usage).isEqualTo(Usage.of(424, 34).withReportedCost(Money.ofNanos(5_460_000)));
        assertCosts(5_458_000, Price.perMillion("1", "1").withRequestFee(Money.usd("0.005")), usage);
    }

    @Test
    void mistralCountsCachedTokensInsideThePromptAtATenth() throws Exception {
        Usage usage = usage(KnownVendor.MISTRAL, """
                {"prompt_tokens":837,"completion_tokens":34,"total_tokens":871,"num_cached_tokens":816,
                 "prompt_tokens_details":{"cached_tokens":816},"prompt_audio_seconds":null,"service_tier":"standard"}""");
        assertThat(usage).isEqualTo(Usage.of(837, 34).withCachedInputTokens(816));
        // 21 × 150 + 816 × 15 + 34 × 600.
        assertCosts(35_790, Price.perMillion("0.15", "0.6").withCachedInput("0.015"), usage);
    }

    @Test
    void dashScopeCountsWrittenCacheInsideThePrompt() throws Exception {
        Usage usage = usage(KnownVendor.ALIBABA, """
                {"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010,
                 "prompt_tokens_details":{"cached_tokens":200,"cache_creation_input_tokens":300}}""");
        assertCosts(915_000, Price.perMillion("1", "2").withCachedInput("0.1").withCacheWrite("1.25"), usage);
    }

    @Test
    void togetherMayCountMoreThoughtsThanWords() throws Exception {
        Usage usage = usage(KnownVendor.TOGETHER, """
                {"prompt_tokens":92,"total_tokens":108,"completion_tokens":16,"reasoning_tokens":18}""");
        assertThat(usage).isEqualTo(Usage.of(92, 16).withReasoningTokens(16));
        assertCosts(263_600, Price.perMillion("2.1", "4.4"), usage);
    }

    private static void assertCosts(long nanos, Price price, Usage usage) {
        assertThat(price.cost(usage, Instant.EPOCH)).isEqualTo(Money.ofNanos(nanos));
    }

    private static Usage usage(KnownVendor vendor, String usage) throws FailureException {
        return decode(vendor, "{\"usage\":" + usage + ",\"choices\":[{\"message\":{\"content\":\"A\"}}]}")
                .usage()
                .orElseThrow();
    }

    private static Answer decode(KnownVendor vendor, String body) throws FailureException {
        return codec(vendor)
                .decode(new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    private static String encoded(KnownVendor vendor, ChatRequest request, Delivery delivery) throws FailureException {
        ModelCard card = ModelCard.unknown(vendor.id(), "m", ModelCard.Kind.CHAT);
        return new String(codec(vendor).encode(card, request, delivery).body(), StandardCharsets.UTF_8);
    }

    private static ChatCodec codec(KnownVendor vendor) {
        return OpenAiCompatible.of(vendor).chat("m").orElseThrow();
    }
}
