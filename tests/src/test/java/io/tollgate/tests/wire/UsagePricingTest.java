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
    private record Row(
            String vendor,
            String model,
            String form,
            String what,
            Instant at,
            Money cost,
            String own,
            String how,
            String usage) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    Instant.parse(cells[4]),
                    Money.usd(cells[5]),
                    cells[6],
                    cells[7],
                    cells[8]);
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
                        .card(row.vendor, row.model, ModelCard.Kind.CHAT)
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
        String body = body(row.form).replace("USAGE", row.usage);
        HttpReply reply = new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), row.at);
        return switch (row.form) {
            case "vectors", "cohere vectors" ->
                Vendors.embedding(row.vendor, row.model).decode(reply).usage().orElseThrow();
            case "ranks", "cohere ranks" ->
                Vendors.rerank(row.vendor, row.model).decode(reply).usage().orElseThrow();
            default -> chat(row).decode(reply).usage().orElseThrow();
        };
    }

    private static ChatCodec chat(Row row) {
        return row.form.equals("responses")
                ? Vendors.responses(row.vendor).chat(row.model).orElseThrow()
                : Vendors.chat(row.vendor, row.model);
    }

    /** The least answer of a form that holds a usage. */
    private static String body(String form) {
        return switch (form) {
            case "chat" -> """
                {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": "Hi"}}], "usage": USAGE}""";
            case "responses" -> """
                {"id": "resp_1", "object": "response", "status": "completed", "output": [{"type": "message", "id": "m",
                 "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "Hi"}]}],
                 "usage": USAGE}""";
            case "messages" -> """
                {"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}],
                 "stop_reason": "end_turn", "usage": USAGE}""";
            case "gemini" -> """
                {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}, "finishReason": "STOP"}],
                 "usageMetadata": USAGE}""";
            case "converse" -> """
                {"output": {"message": {"role": "assistant", "content": [{"text": "Hi"}]}}, "stopReason": "end_turn",
                 "usage": USAGE}""";
            case "vectors" -> """
                {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}],
                 "usage": USAGE}""";
            case "ranks" -> """
                {"object": "list", "data": [{"index": 0, "relevance_score": 0.5}], "usage": USAGE}""";
            case "cohere chat" -> """
                {"id": "1", "message": {"role": "assistant", "content": [{"type": "text", "text": "Hi"}]},
                 "finish_reason": "COMPLETE", "usage": USAGE}""";
            case "cohere vectors" -> """
                {"id": "1", "embeddings": {"float": [[0.5, 0.25]]}, "meta": USAGE}""";
            case "cohere ranks" -> """
                {"id": "1", "results": [{"index": 0, "relevance_score": 0.5}], "meta": USAGE}""";
            case "ollama chat" -> """
                {"message": {"role": "assistant", "content": "Hi"}, "done": true, "done_reason": "stop", USAGE}""";
            default -> throw new IllegalArgumentException("expected a form that is known, but got " + form);
        };
    }
}
