package io.tollgate.examples.quickstart;

import io.tollgate.BudgetExceededException;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.StreamCutException;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.failure.Attempt;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.Money;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What Tollgate does when vendors fail, each with the numbers that prove it. */
final class Tour {
    private static final String CHEAPEST = "gemini/gemini-2.5-flash-lite";
    private static final String NEXT = "openai/gpt-4.1-mini";
    private static final String DEAREST = "anthropic/claude-haiku-4-5";
    private static final int CALLERS = 64;

    private final String question;
    private final Checks checks = new Checks();

    Tour(String question) {
        this.question = question;
    }

    void run() throws InterruptedException {
        try (FakeVendors vendors = FakeVendors.start()) {
            FakeVendor gemini = vendors.gemini().answer("The air scatters blue light the most.");
            FakeVendor openAi = vendors.openAi().answer("Short waves of light are scattered more than long ones.");
            FakeVendor anthropic = vendors.anthropic().answer("Rayleigh scattering favours short waves.");
            FakeVendor deepSeek = vendors.deepSeek().answer("Blue light is scattered to every side.");
            Secret anthropicKey = new Secret("key-of-last-month");
            anthropic.acceptKey(anthropicKey.value);
            Budget teamBudget = Budget.usd("0.01").every("1d").team("interns");

            try (Router router = Router.builder()
                    .provider(Gemini.builder()
                            .baseUrl(gemini.baseUrl())
                            .keySource(KeySource.of(() -> "fake-key"))
                            .build())
                    .provider(OpenAi.builder()
                            .baseUrl(openAi.baseUrl())
                            .keySource(KeySource.of(() -> "fake-key"))
                            .build())
                    .provider(Anthropic.builder()
                            .baseUrl(anthropic.baseUrl())
                            .keySource(KeySource.of(() -> anthropicKey.value))
                            .build())
                    .provider(OpenAiCompatible.deepSeekBuilder()
                            .baseUrl(deepSeek.baseUrl())
                            .keySource(KeySource.of(() -> "fake-key"))
                            .build())
                    .route("assistant", DEAREST, NEXT, CHEAPEST)
                    .route("interns", "anthropic/claude-haiku-4-5")
                    .route("story", "deepseek/deepseek-flash")
                    .budget(Budget.usd("5.00").every("1d"))
                    .budget(teamBudget)
                    .retrying(Retrying.standard().withBackoff(Duration.ofMillis(20), Duration.ofMillis(100)))
                    .build()) {
                cheapestServes(router, gemini, openAi, anthropic);
                serverErrorIsRetriedOnce(router, gemini, openAi);
                rateLimitIsNotRetried(router, gemini, openAi);
                rotatedKeyIsReadAgain(router, anthropic, anthropicKey);
                budgetHolds(router, anthropic, teamBudget);
                cutStreamIsAnError(router, deepSeek);
                checks.title("what this router saw, by itself");
                System.out.println(router.stats());
            }
        }
        checks.finish();
    }

    /** Stands for the place where operations keep a key. */
    private static final class Secret {
        volatile String value;

        Secret(String value) {
            this.value = value;
        }
    }

    private ChatRequest ask() {
        return ChatRequest.of("assistant", question).withTeam("search").withMaxOutputTokens(200);
    }

    private void cheapestServes(Router router, FakeVendor gemini, FakeVendor openAi, FakeVendor anthropic) {
        checks.title("the cheapest model serves, whatever the order in the route");
        System.out.println(router.plan(ask()));
        StringBuilder said = new StringBuilder();
        ChatResponse answer;
        try (ChatStream stream = router.stream(ask())) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.Text text) {
                    said.append(text.text());
                }
            }
            answer = stream.collect();
        }
        System.out.println("   " + said);
        checks.equal("served by", CHEAPEST, answer.model());
        checks.equal("requests at gemini", 1L, gemini.requestCount());
        checks.equal("requests at openai", 0L, openAi.requestCount());
        checks.equal("requests at anthropic", 0L, anthropic.requestCount());
        checks.that("cost " + answer.cost(), answer.cost().compareTo(Money.ZERO) > 0, "expected more than nothing");
    }

    private void serverErrorIsRetriedOnce(Router router, FakeVendor gemini, FakeVendor openAi) {
        checks.title("it answers 500: one retry, then the next cheapest");
        long before = gemini.requestCount();
        gemini.always(Fault.status(500));
        ChatResponse answer = router.chat(ask());
        gemini.recover();
        print(answer.attempts());
        checks.equal("served by", NEXT, answer.model());
        checks.equal("attempts in the trail", 3, answer.attempts().size());
        checks.equal("requests at gemini", 2L, gemini.requestCount() - before);
        checks.equal("requests at openai", 1L, openAi.requestCount());
    }

    private void rateLimitIsNotRetried(Router router, FakeVendor gemini, FakeVendor openAi) {
        checks.title("it answers 429: no retry, cool-down, the next cheapest");
        long geminiBefore = gemini.requestCount();
        long openAiBefore = openAi.requestCount();
        gemini.next(Fault.status(429).retryAfter(Duration.ofSeconds(30)));
        ChatResponse first = router.chat(ask());
        print(first.attempts());
        ChatResponse second = router.chat(ask());
        checks.equal("first call served by", NEXT, first.model());
        checks.equal("attempts of the first call", 2, first.attempts().size());
        checks.equal("attempts of the second call", 1, second.attempts().size());
        checks.equal("requests at gemini by both", 1L, gemini.requestCount() - geminiBefore);
        checks.equal("requests at openai by both", 2L, openAi.requestCount() - openAiBefore);
        System.out.println("   " + router.plan(ask()).skipped());
        router.reopen("gemini");
        checks.equal(
                "served by, once an operator reopened gemini",
                CHEAPEST,
                router.chat(ask()).model());
    }

    private void rotatedKeyIsReadAgain(Router router, FakeVendor anthropic, Secret key) {
        checks.title("a key was rotated: one re-read, no failed call");
        ChatRequest request = ChatRequest.of(DEAREST, question).withMaxOutputTokens(200);
        router.chat(request);
        long before = anthropic.requestCount();
        key.value = "key-of-this-month";
        anthropic.acceptKey("key-of-this-month");
        ChatResponse answer = router.chat(request);
        print(answer.attempts());
        checks.equal("requests with the old key, then the new one", 2L, anthropic.requestCount() - before);
        checks.equal("attempts in the trail", 2, answer.attempts().size());
        checks.equal(
                "attempts of the next call", 1, router.chat(request).attempts().size());
    }

    private void budgetHolds(Router router, FakeVendor anthropic, Budget budget) throws InterruptedException {
        checks.title(CALLERS + " concurrent calls against a team's budget of " + budget.limit());
        anthropic.always(Fault.delay(Duration.ofMillis(50)));
        AtomicInteger served = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger aboveLimit = new AtomicInteger();
        AtomicReference<String> refusal = new AtomicReference<>("");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> {
                try {
                    start.await();
                    router.chat(ChatRequest.of("interns", question)
                            .withTeam("interns")
                            .withMaxOutputTokens(200));
                    served.incrementAndGet();
                } catch (BudgetExceededException e) {
                    refused.incrementAndGet();
                    refusal.set(
                            String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                Standing now = standing(router, budget);
                if (now.committed().plus(now.held()).compareTo(now.limit()) > 0) {
                    aboveLimit.incrementAndGet();
                }
            });
        }
        start.countDown();
        callers.shutdown();
        checks.that("all callers came back", callers.awaitTermination(60, TimeUnit.SECONDS), "some are stuck");
        anthropic.recover();
        Standing end = standing(router, budget);
        System.out.println("   " + refusal.get());
        checks.equal("served and refused together", CALLERS, served.get() + refused.get());
        checks.that(served + " served", served.get() > 0, "expected some");
        checks.that(refused + " refused", refused.get() > 0, "expected some");
        checks.equal("times that committed and held were above the limit", 0, aboveLimit.get());
        checks.that(
                "committed " + end.committed() + " of " + end.limit() + ", held " + end.held(),
                end.committed().compareTo(end.limit()) <= 0 && end.held().equals(Money.ZERO),
                "expected at most the limit, and nothing held");
    }

    private static Standing standing(Router router, Budget budget) {
        var key = budget.windowAt(Instant.now());
        try {
            Standing standing = router.ledger().standing(List.of(key)).get(key);
            if (standing == null) {
                throw new IllegalStateException("the ledger doesn't know " + key);
            }
            return standing;
        } catch (LedgerException | InterruptedException e) {
            throw new IllegalStateException("the ledger can't be read", e);
        }
    }

    private void cutStreamIsAnError(Router router, FakeVendor deepSeek) {
        checks.title("a stream is cut after its first words: a typed error with the partial text");
        deepSeek.next(Fault.cutAfterChunks(3));
        StringBuilder seen = new StringBuilder();
        try (ChatStream stream = router.stream(ChatRequest.of("story", question).withMaxOutputTokens(200))) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.Text text) {
                    seen.append(text.text());
                }
            }
            checks.that("the stream ended", false, "expected StreamCutException");
        } catch (StreamCutException e) {
            System.out.println("   " + e.getMessage());
            checks.that("seen \"" + seen + "\"", seen.length() > 0, "expected some words");
            checks.equal("partial text", seen.toString(), e.partialText());
            checks.that("booked " + e.cost(), e.cost().compareTo(Money.ZERO) > 0, "expected more than nothing");
        }
        checks.equal("requests at deepseek: never sent again", 1L, deepSeek.requestCount());
    }

    private static void print(List<Attempt> attempts) {
        attempts.forEach(attempt -> System.out.println("   tried " + attempt));
    }
}
