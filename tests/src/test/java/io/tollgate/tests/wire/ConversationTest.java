package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Tool;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A conversation that one vendor began goes on with any other, and comes back: in each one's own form, with calls,
 * results, thoughts and pictures, and without another one's secrets.
 */
class ConversationTest {
    private static final Tool WEATHER = Tool.of(
            "weather",
            "The weather of a city",
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");

    /** Their bytes in base64 are in no other place of a body. */
    private static final Content SHOWN = new Content.Image(Media.of("image/png", new byte[] {1, 2, 3, 4}));

    private static final Content FETCHED = new Content.Image(Media.of("image/png", new byte[] {5, 6, 7, 8}));

    private enum Pictures {
        NONE,
        OF_THE_USER,
        OF_A_TOOL
    }

    @TestFactory
    Stream<DynamicTest> goesOnWithEveryVendorAndComesBack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Said first : Said.ALL) {
            for (Said second : Said.ALL) {
                for (Pictures pictures : Pictures.values()) {
                    tests.add(DynamicTest.dynamicTest(
                            first + " to " + second + ", pictures: " + pictures, () -> check(first, second, pictures)));
                }
            }
        }
        return tests.stream();
    }

    private static void check(Said first, Said second, Pictures pictures) throws FailureException {
        List<Message> talk = new ArrayList<>(List.of(Message.system("Be brief.")));
        turn(talk, first, pictures, "What is the weather in Rome and Oslo?");
        talk.add(Message.user("And now?"));
        goesOn(second, talk, pictures, List.of(first));
        talk.remove(talk.size() - 1);
        turn(talk, second, Pictures.NONE, "And now?");
        talk.add(Message.user("And tomorrow?"));
        goesOn(first, talk, pictures, List.of(first, second));
        goesOn(second, talk, pictures, List.of(first, second));
    }

    /** A question, the answer of a vendor with two calls, and their results. */
    private static void turn(List<Message> talk, Said said, Pictures pictures, String question)
            throws FailureException {
        List<Content> asked = new ArrayList<>(List.of(new Content.Text(question)));
        List<Content> sunny = new ArrayList<>(List.of(new Content.Text("sunny")));
        switch (pictures) {
            case NONE -> {}
            case OF_THE_USER -> asked.add(SHOWN);
            case OF_A_TOOL -> sunny.add(FETCHED);
        }
        List<Content> answer = said.content();
        List<String> calls = answer.stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(part -> ((Content.ToolCall) part).id())
                .toList();
        assertThat(calls).as("calls of %s", said).hasSize(2);
        talk.add(Message.user(asked.toArray(Content[]::new)));
        talk.add(Message.assistant(answer));
        talk.add(Message.toolResults(
                new Content.ToolResult(calls.get(0), sunny, false),
                new Content.ToolResult(calls.get(1), List.of(new Content.Text("no such city")), true)));
    }

    private static void goesOn(Said reader, List<Message> talk, Pictures pictures, List<Said> speakers)
            throws FailureException {
        ChatRequest request = ChatRequest.of("any", talk).withTools(WEATHER).withMaxOutputTokens(100);
        String body;
        try {
            body = new String(
                    reader.codec()
                            .encode(reader.card(), request, Delivery.WHOLE)
                            .body(),
                    StandardCharsets.UTF_8);
        } catch (FailureException e) {
            // A vendor that takes no such picture has to say so, naming what it doesn't take.
            assertThat(pictures).as("%s", e.failure()).isNotEqualTo(Pictures.NONE);
            assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(e.failure().message()).containsIgnoringCase("image");
            return;
        }
        assertThat(reader.rules().breaches(Json.read(body), 2 * speakers.size()))
                .as("%s", body)
                .isEmpty();
        assertThat(body).contains("Be brief.", "Rome and Oslo?", "Let me look.", "sunny", "no such city", "And now?");
        switch (pictures) {
            case NONE -> {}
            case OF_THE_USER -> assertThat(body).as("the user's picture").contains("AQIDBA");
            case OF_A_TOOL -> assertThat(body).as("the tool's picture").contains("BQYHCA");
        }
        replays(reader, speakers, body);
    }

    private static void replays(Said reader, List<Said> speakers, String body) {
        Set<Said> all = new LinkedHashSet<>(speakers);
        all.add(reader);
        for (Said speaker : all) {
            if (!speaker.sharesWith(reader)) {
                assertThat(body)
                        .as("what only %s may see, in what is sent to %s", speaker, reader)
                        .doesNotContainPattern(Said.SECRET + speaker.slug() + "-\\d");
                continue;
            }
            int times = Collections.frequency(speakers, speaker);
            for (String replay : speaker.replays()) {
                assertThat(body.split(Pattern.quote(replay), -1))
                        .as("how often %s sees again \"%s\", in %s", reader, replay, body)
                        .hasSize(times + 1);
            }
        }
    }
}
