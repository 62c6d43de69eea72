package io.tollgate.tests.hostile;

import io.tollgate.budget.Budget;
import io.tollgate.failure.Failure;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Ndjson;
import io.tollgate.spi.Provider;
import io.tollgate.spi.Sse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Code that reads what others wrote, each as a function over any bytes that may give a value, a {@link FailureException}
 * or, for what an app sets, an {@link IllegalArgumentException}, and nothing else.
 */
enum FuzzTarget {
    OPENAI,
    RESPONSES,
    DEEPSEEK,
    ANTHROPIC,
    GEMINI,
    VERTEX,
    VERTEX_CLAUDE,
    BEDROCK,
    COHERE,
    OLLAMA,
    SSE,
    NDJSON,
    PRICE_FILE,
    DURATION,
    BUDGET,
    MONEY;

    private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");
    private static final Price PRICE =
            Price.perMillion("1", "2").withCachedInput("0.1").withReasoning("3");

    /** Not even an exponent that a decimal can have. */
    private static final String BEYOND_ALL = "1e" + "9".repeat(80);

    private static final int MAX_EVENTS = 1_000_000;

    /** What a codec does with its bytes; the first byte says which. */
    private enum Part {
        WHOLE,
        STREAM,
        ERROR,
        VECTORS,
        RAW_STREAM
    }

    /** Gives the bytes to the code. */
    void run(byte[] input) {
        try {
            switch (this) {
                case SSE -> sse(new Sse(new ByteArrayInputStream(input), 4_096));
                case NDJSON -> ndjson(new Ndjson(new ByteArrayInputStream(input), 4_096));
                case PRICE_FILE -> priceFile(input);
                case DURATION -> duration(text(input));
                case BUDGET -> Budget.usd("1").every(text(input)).windowAt(NOW);
                case MONEY -> Money.usd(text(input)).toUsd();
                default -> codec(Format.valueOf(name()), input);
            }
        } catch (FailureException | IllegalArgumentException expected) {
            if (isOfASetting() == expected instanceof FailureException) {
                throw new AssertionError(this + " isn't to throw this", expected);
            }
        } catch (IOException e) {
            throw new AssertionError(this + " read from memory", e);
        }
    }

    private boolean isOfASetting() {
        return this == BUDGET || this == MONEY || this == PRICE_FILE || this == DURATION;
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static void sse(Sse sse) throws IOException, FailureException {
        while (sse.next()) {
            sse.event();
            sse.data();
        }
    }

    private static void ndjson(Ndjson lines) throws IOException, FailureException {
        while (lines.next()) {
            if (lines.length() > lines.buffer().length) {
                throw new AssertionError("a line longer than its buffer");
            }
        }
    }

    private static void priceFile(byte[] input) throws IOException {
        Path file = Files.createTempFile("prices", ".json");
        try {
            Files.write(file, input);
            for (ModelCard card : PriceCatalog.fromLiteLlm(file).cards()) {
                card.price(NOW).ifPresent(price -> check(price.worstCase(1_000, 1_000)));
            }
        } catch (IOException notPrices) {
            // Said of a file that isn't one.
        } finally {
            Files.delete(file);
        }
    }

    private static void duration(String text) {
        HttpFailures.duration(text);
        HttpFailures.retryAfter(text);
        if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            HttpReply reply = new HttpReply(429, Headers.of("Retry-After", text), new byte[0], NOW);
            HttpFailures.retryAfter(reply).ifPresent(wait -> {
                if (wait.isNegative()) {
                    throw new AssertionError("a negative wait");
                }
            });
            HttpFailures.byStatus(reply, "", text);
        }
    }

    private static void codec(Format format, byte[] input) throws IOException, FailureException {
        if (input.length == 0) {
            return;
        }
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        Provider provider = Providers.at(format);
        ChatCodec chat = provider.chat(name(format.chatModel())).orElseThrow();
        HttpReply reply = new HttpReply(200, Headers.NONE, body, NOW);
        switch (Part.values()[Math.floorMod(input[0], Part.values().length)]) {
            case WHOLE -> check(chat.decode(reply).usage());
            case STREAM -> read(chat, new ByteArrayInputStream(framed(format, body)));
            case RAW_STREAM -> read(chat, new ByteArrayInputStream(body));
            case ERROR -> error(provider, body);
            case VECTORS -> {
                if (format.embeds()) {
                    check(provider.embedding(name(format.model(Asking.EMBED)))
                            .orElseThrow()
                            .decode(reply)
                            .usage());
                }
            }
        }
    }

    private static String name(String model) {
        return model.substring(model.indexOf('/') + 1);
    }

    private static void error(Provider provider, byte[] body) {
        int status = body.length == 0 ? 500 : 100 + Math.floorMod(body[0] * 37, 500);
        Failure failure = provider.failure(new HttpReply(status, Headers.NONE, body, NOW));
        if (failure.message().length() > Failure.MAX_MESSAGE + 1) {
            throw new AssertionError("a message of " + failure.message().length());
        }
    }

    private static void read(ChatCodec chat, InputStream in) throws IOException, FailureException {
        AnswerCollector collector = new AnswerCollector();
        ChatEvents events = chat.decodeStream(Headers.NONE, in);
        int count = 0;
        for (var event = events.next(); event != null; event = events.next()) {
            collector.add(event);
            if (++count > MAX_EVENTS) {
                throw new AssertionError("events without end");
            }
        }
        check(collector.answer("").usage());
    }

    /** Bedrock's frames have checksums that no mutation would hit: each line becomes a frame. */
    private static byte[] framed(Format format, byte[] body) {
        if (format.framing != Format.Framing.EVENT_STREAM) {
            return body;
        }
        List<String> events = new ArrayList<>();
        for (String line : text(body).split("\n", 1_000)) {
            events.add(line.indexOf(' ') > 0 && line.indexOf(' ') < 100 ? line : "metadata " + line);
        }
        return format.framed(Asking.STREAM, events);
    }

    /** What is booked for a report that can't be is the hold, and no price is asked. */
    private static void check(Optional<Usage> usage) {
        usage.filter(Usage::isPlausible).ifPresent(used -> check(PRICE.cost(used, NOW)));
    }

    private static void check(Money cost) {
        if (cost.isNegative()) {
            throw new AssertionError("a call that earns " + cost);
        }
    }

    /** Small right inputs to begin with. */
    List<byte[]> seeds() {
        return switch (this) {
            case SSE ->
                bytes(
                        "event: a\ndata: {\"a\":1}\n\n: ping\r\n\rdata: x\ndata: y\n\nid: 1\nretry: 5\n\n",
                        "\ufeffdata:1\n\n");
            case NDJSON -> bytes("{\"a\":1}\n{\"b\":[2]}\r\n", "[{\"a\":1},\n {\"b\":\"]}\"}]");
            case PRICE_FILE ->
                bytes(
                        "{\"sample_spec\":{},\"gpt-x\":{\"litellm_provider\":\"openai\",\"mode\":\"chat\",\"max_input_tokens\":100,"
                                + "\"max_output_tokens\":\"8\",\"input_cost_per_token\":1e-6,\"output_cost_per_token\":2e-06,"
                                + "\"cache_read_input_token_cost\":1e-7,\"input_cost_per_token_above_200k_tokens\":2e-6,"
                                + "\"supports_vision\":true}}",
                        "{\"gpt-x\":{\"litellm_provider\":\"openai\",\"mode\":\"chat\",\"max_input_tokens\":1e999999999,"
                                + "\"input_cost_per_token\":1e999999999,\"output_cost_per_token\":\"1e-999999999\"}}",
                        "{\"gpt-x\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":" + BEYOND_ALL + "}}");
            case DURATION ->
                bytes(
                        "1m30.5s",
                        "20",
                        "0.25",
                        "Wed, 21 Oct 2015 07:28:00 GMT",
                        "Please try again in 6m0s.",
                        "1d2h3m4s5ms",
                        "-1");
            case BUDGET -> bytes("1d", "6h", "1mo", "30d", "15m", "2w", "10s");
            case MONEY -> bytes("1.50", "0.000000001", "-3", "9223372036.854775807", "1e3", "1e999999999");
            default -> codecSeeds(Format.valueOf(name()));
        };
    }

    private static List<byte[]> bytes(String... texts) {
        return Arrays.stream(texts).map(Format::bytes).toList();
    }

    private static List<byte[]> codecSeeds(Format format) {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(seed(Part.WHOLE, format.body(Asking.CHAT)));
        boolean frames = format.framing == Format.Framing.EVENT_STREAM;
        List<String> events = new ArrayList<>(format.json(Asking.STREAM));
        events.add(1, format.toolCall(1));
        seeds.add(seed(
                Part.STREAM, frames ? Format.bytes(String.join("\n", events)) : format.framed(Asking.STREAM, events)));
        seeds.add(seed(Part.RAW_STREAM, format.framed(Asking.STREAM, events)));
        seeds.add(
                seed(
                        Part.ERROR,
                        Format.bytes(
                                "{\"type\":\"error\",\"message\":\"m\",\"__type\":\"x#y\",\"error\":{\"type\":\"t\",\"code\":429,"
                                        + "\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"try again in 1.5s\",\"details\":[{\"retryDelay\":\"3s\"}]}}")));
        if (format.embeds()) {
            seeds.add(seed(Part.VECTORS, format.body(Asking.EMBED)));
        }
        List.copyOf(seeds).forEach(seed -> seeds.add(withNumbersBeyondAll(seed)));
        return seeds;
    }

    private static byte[] withNumbersBeyondAll(byte[] seed) {
        String withCost = text(seed).replace("\"usage\":{", "\"usage\":{\"cost\":1,");
        return Format.bytes(withCost.replaceAll("(?<=[:\\[])[\\d.]+(?=[,}])", BEYOND_ALL));
    }

    @SuppressWarnings("EnumOrdinal") // any byte stands for a part
    private static byte[] seed(Part part, byte[] body) {
        byte[] seed = new byte[body.length + 1];
        seed[0] = (byte) part.ordinal();
        System.arraycopy(body, 0, seed, 1, body.length);
        return seed;
    }

    /** One provider for each format. */
    private static final class Providers {
        static final Map<Format, Provider> ALL = Arrays.stream(Format.values())
                .collect(Collectors.toMap(format -> format, format -> format.provider("http://127.0.0.1:9")));

        static Provider at(Format format) {
            return Objects.requireNonNull(ALL.get(format));
        }
    }

    /** Writes the seeds to a folder, a file each. */
    void writeSeeds(Path folder) {
        List<byte[]> seeds = seeds();
        try {
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), seeds.get(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
