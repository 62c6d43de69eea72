package io.tollgate.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaTest {
    private static final ChatCodec CHAT = Ollama.create().chat("m").orElseThrow();
    private static final ModelCard CARD = ModelCard.unknown("ollama", "m", ModelCard.Kind.CHAT);
    private static final ChatRequest HELLO = ChatRequest.of("ollama/m", "Hello");
    private static final Tool ADD = Tool.of("add", "", "{\"type\":\"object\"}");

    @Test
    void isNotFoundByTheServiceLoaderAsNoKeySaysThatItIsThere() {
        assertThat(ServiceLoader.load(Provider.class)).noneMatch(Ollama.class::isInstance);
    }

    @Test
    void needsNoKeyOnThisMachineAndABearerInTheCloud() {
        HttpCall call = HttpCall.get("http://localhost:11434/api/tags");
        assertThat(Ollama.create().probe().orElseThrow().url()).isEqualTo(call.url());
        assertThat(Ollama.create()
                        .authorize(call, Credential.none(), Instant.EPOCH)
                        .headers()
                        .size())
                .isZero();
        assertThat(Ollama.builder()
                        .baseUrl("https://ollama.com")
                        .build()
                        .authorize(call, Credential.of("key"), Instant.EPOCH)
                        .headers()
                        .first("Authorization"))
                .contains("Bearer key");
    }

    @Test
    void refusesByNameWhatItCantSay() {
        refuses("toolChoice", HELLO.withTools(ADD).withToolChoice(ToolChoice.REQUIRED));
        refuses("parallelToolCalls", HELLO.withTools(ADD).withParallelToolCalls(false));
        refuses("tools", HELLO.withTools(new Tool("add", "", "{}", true)));
        refuses("reasoning", HELLO.withReasoning(Reasoning.budget(9)));
        refuses("image", HELLO.withMessage(Message.user(new Content.Image(Media.url("image/png", "https://a.b/c")))));
        refuses(
                "document",
                HELLO.withMessage(Message.user(new Content.Document(Media.of("application/pdf", new byte[] {1})))));
        refuses("messages", HELLO.withMessage(Message.assistant(List.of(new Content.ToolCall("c", "add", "[1]")))));
    }

    private static void refuses(String field, ChatRequest request) {
        FailureException e =
                catchThrowableOfType(FailureException.class, () -> CHAT.encode(CARD, request, Delivery.WHOLE));
        assertThat(e.failure().kind()).as(field).isEqualTo(FailureKind.UNSUPPORTED);
        assertThat(e.failure().message()).startsWith(field + ":");
    }

    @Test
    void whereNoToolMayBeUsedNoneIsTold() throws Exception {
        assertThat(body(HELLO.withTools(ADD).withToolChoice(ToolChoice.NONE))).doesNotContain("\"tools\"");
    }

    @ParameterizedTest
    @CsvSource({"NONE,false", "MINIMAL,\"low\"", "LOW,\"low\"", "MEDIUM,true", "HIGH,\"high\"", "MAX,\"high\""})
    void thinkingIsALevelOrASwitch(Reasoning.Effort effort, String told) throws Exception {
        assertThat(body(HELLO.withReasoning(effort))).contains("\"think\":" + told);
    }

    @Test
    void anyJsonMayBeAskedFor() throws Exception {
        assertThat(body(HELLO.withResponseFormat(ResponseFormat.JSON))).contains("\"format\":\"json\"");
    }

    @Test
    void anErrorLineInAStreamIsAFailureAfterWhatCameBefore() throws Exception {
        ChatEvents events = stream("{\"message\":{\"content\":\"Hi\"},\"done\":false}\n{\"error\":\"an error was"
                + " encountered while running the model\"}\n");
        assertThat(events.next()).isEqualTo(new ChatEvent.Text("Hi"));
        Failure failure =
                catchThrowableOfType(FailureException.class, events::next).failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure.message()).contains("while running the model");
    }

    @Test
    void aStreamThatStopsEarlyHasNoEnd() throws Exception {
        ChatEvents events =
                stream("{\"message\":{\"content\":\"Hi\"},\"done\":false}\n{\"message\":{\"content\":\"x\"}");
        assertThat(events.next()).isEqualTo(new ChatEvent.Text("Hi"));
        assertThat(events.next()).isNull();
    }

    @Test
    void nothingAfterTheEndIsRead() throws Exception {
        ChatEvents events = stream("{\"done\":true}\n<html>");
        assertThat(events.next()).isEqualTo(new ChatEvent.End(FinishReason.STOP, ""));
        assertThat(events.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":{\"content\":\"Hi\"},\"done\":false}",
                "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"load\"}",
                "{\"done\":true,\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}}"
            })
    void anAnswerThatIsNoneIsABadOne(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.BAD_ANSWER));
    }

    @Test
    void anAnswerWithoutCountsHasNoUsage() throws Exception {
        Answer answer = decode("{\"message\":{\"content\":\"Hi\"},\"done\":true,\"done_reason\":\"length\"}");
        assertThat(answer.usage()).isEmpty();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aVectorThatFailedIsAFailure() {
        byte[] body = "{\"error\":\"the input length exceeds the context length\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Ollama.create()
                        .embedding("m")
                        .orElseThrow()
                        .decode(new HttpReply(200, Headers.NONE, body, Instant.EPOCH)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.CONTEXT_OVERFLOW));
    }

    private static String body(ChatRequest request) throws FailureException {
        return new String(CHAT.encode(CARD, request, Delivery.WHOLE).body(), StandardCharsets.UTF_8);
    }

    private static Answer decode(String body) throws FailureException {
        return CHAT.decode(new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    private static ChatEvents stream(String body) {
        return CHAT.decodeStream(Headers.NONE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
