package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a vendor counts, read by its codec, costs to the nano-dollar what its price list says. */
class UsagePricingTest {
    /** Behind a vendor: asked by the Responses API. */
    private static final String RESPONSES = " responses";

    private record Row(
            String vendor, String model, String what, Instant at, Money cost, String own, String how, String usage) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    Instant.parse(cells[3]),
                    Money.usd(cells[4]),
                    cells[5],
                    cells[6],
                    cells[7]);
        }

        @Override
        public String toString() {
            return vendor + " " + model + ": " + what;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyUsageCostsWhatItDoesByHand() throws IOException {
        try (var in = UsagePricingTest.class.getResourceAsStream("usages.tsv")) {
            if (in == null) {
                throw new IOException("no usages.tsv");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)))
                    .toList()
                    .stream();
        }
    }

    private static void check(Row row) throws FailureException {
        Usage usage = read(row);
        assertThat(usage.isPlausible()).as("plausible: %s", usage).isTrue();
        assertThat(PriceCatalog.bundled()
                        .card(row.vendor.replace(RESPONSES, ""), row.model, ModelCard.Kind.CHAT)
                        .price(row.at)
                        .orElseThrow()
                        .cost(usage, row.at))
                .as("%s = %s of %s", row.how, row.cost, usage)
                .isEqualTo(row.cost);
        assertThat(usage.reportedCost().map(Money::toUsd).map(BigDecimal::toPlainString))
                .as("the vendor's own figure is kept beside")
                .isEqualTo(Optional.of(row.own).filter(usd -> !usd.equals("-")));
    }

    private static Usage read(Row row) throws FailureException {
        String body = body(row.vendor).replace("USAGE", row.usage);
        HttpReply reply = new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), row.at);
        ChatCodec codec = row.vendor.endsWith(RESPONSES)
                ? Vendors.responses(row.vendor.replace(RESPONSES, ""))
                        .chat(row.model)
                        .orElseThrow()
                : Vendors.chat(row.vendor, row.model);
        return codec.decode(reply).usage().orElseThrow();
    }

    /** The least answer of a vendor that holds a usage. */
    private static String body(String vendor) {
        return switch (vendor) {
            case "openai responses", "xai responses" -> """
                {"id": "resp_1", "object": "response", "status": "completed", "output": [{"type": "message", "id": "m",
                 "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "Hi"}]}],
                 "usage": USAGE}""";
            case "anthropic" -> """
                {"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}],
                 "stop_reason": "end_turn", "usage": USAGE}""";
            case "gemini" -> """
                {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}, "finishReason": "STOP"}],
                 "usageMetadata": USAGE}""";
            case "bedrock" -> """
                {"output": {"message": {"role": "assistant", "content": [{"text": "Hi"}]}}, "stopReason": "end_turn",
                 "usage": USAGE}""";
            default -> """
                {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": "Hi"}}], "usage": USAGE}""";
        };
    }
}
