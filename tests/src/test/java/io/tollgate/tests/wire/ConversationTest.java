package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Tool;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A conversation that one vendor began goes on with any other, in its words and without the first one's secrets. */
class ConversationTest {
    private static final Tool WEATHER = Tool.of(
            "weather",
            "The weather of a city",
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");

    private static final List<String> NAMES = Stream.concat(Vendors.NAMES.stream(), Stream.of(Vendors.RESPONSES_API))
            .toList();

    @TestFactory
    Stream<DynamicTest> goesOnWithEveryOtherVendor() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String first : NAMES) {
            for (String second : NAMES) {
                tests.add(DynamicTest.dynamicTest(first + " to " + second, () -> text(first, second)));
                tests.add(DynamicTest.dynamicTest(
                        first + " to " + second + " with a picture", () -> picture(first, second)));
            }
        }
        return tests.stream();
    }

    private static void text(String first, String second) throws FailureException {
        check(first, second, encode(second, conversation(first, List.of())));
    }

    /** A vendor that takes no picture from a tool has to say so, naming what it doesn't take. */
    private static void picture(String first, String second) throws FailureException {
        ChatRequest request =
                conversation(first, List.of(new Content.Image(Media.of("image/png", new byte[] {1, 2, 3, 4}))));
        String body;
        try {
            body = encode(second, request);
        } catch (FailureException e) {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(e.failure().message()).containsIgnoringCase("image");
            return;
        }
        check(first, second, body);
        assertThat(body).as("the picture's bytes").contains("AQIDBA");
    }

    private static void check(String first, String second, String body) {
        assertThat(BodyRules.breaches(second, Json.read(body))).as("%s", body).isEmpty();
        assertThat(body).contains("Be brief.", "Rome and Oslo?", "Let me look.", "sunny", "no such city", "And now?");
        int secrets = (body.length() - body.replace(Said.SECRET, "").length()) / Said.SECRET.length();
        assertThat(secrets)
                .as("parts and signatures that only %s may see, in %s", first, body)
                .isEqualTo(first.equals(second) ? Said.secrets(first) : 0);
        if (first.equals(second) && (first.equals("deepseek") || first.equals("mistral"))) {
            assertThat(body)
                    .as("thoughts, which these want back though they don't sign them")
                    .contains("Two cities, two calls.");
        }
    }

    private static ChatRequest conversation(String vendor, List<Content> picture) throws FailureException {
        List<Content> said = Said.by(vendor);
        List<Content.ToolCall> calls = said.stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
        assertThat(calls).as("calls of %s", vendor).hasSize(2);
        List<Content> sunny = new ArrayList<>(List.of(new Content.Text("sunny")));
        sunny.addAll(picture);
        return ChatRequest.of(
                        "any",
                        List.of(
                                Message.system("Be brief."),
                                Message.user("What is the weather in Rome and Oslo?"),
                                Message.assistant(said),
                                Message.toolResults(
                                        new Content.ToolResult(calls.get(0).id(), sunny, false),
                                        new Content.ToolResult(
                                                calls.get(1).id(), List.of(new Content.Text("no such city")), true)),
                                Message.user("And now?")))
                .withTools(WEATHER)
                .withMaxOutputTokens(100);
    }

    private static String encode(String vendor, ChatRequest request) throws FailureException {
        ModelCard card = ModelCard.unknown(vendor, "some-model", ModelCard.Kind.CHAT);
        return new String(
                Vendors.chat(vendor, "some-model")
                        .encode(card, request, Delivery.WHOLE)
                        .body(),
                StandardCharsets.UTF_8);
    }
}
