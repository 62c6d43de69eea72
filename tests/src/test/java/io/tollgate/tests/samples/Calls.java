package io.tollgate.tests.samples;

import io.tollgate.BudgetExceededException;
import io.tollgate.CallInterruptedException;
import io.tollgate.Router;
import io.tollgate.StreamCutException;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.SpendReport;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** What an app does with a router. */
final class Calls {
    private Calls() {}

    static void chat(Router router, String question) {
        // sample: chat
        ChatRequest request = ChatRequest.of("assistant", question)
                .withSystem("Answer in one sentence.")
                .withTeam("search")
                .withTag("job", "nightly")
                .withMaxOutputTokens(200)
                .withDeadline(Duration.ofSeconds(30))
                .withMaxCostPerCall(Money.usd("0.01"));
        ChatResponse answer = router.chat(request);
        System.out.println(answer.text());
        System.out.println(answer.model() + ", " + answer.usage() + ", " + answer.cost());
        for (Attempt attempt : answer.attempts()) {
            System.out.println("tried " + attempt);
        }
        // end
    }

    static void stream(Router router, ChatRequest request) {
        // sample: stream
        try (ChatStream stream = router.stream(request)) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.Text text) {
                    System.out.print(text.text());
                }
            }
            ChatResponse answer = stream.collect();
            System.out.println("\n" + answer.model() + " for " + answer.cost());
        }
        // end
    }

    static ChatResponse tools(Router router) {
        // sample: tools
        Tool weather = Tool.of("weather", "The weather in a city", """
                {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");
        ChatRequest request =
                ChatRequest.of("assistant", "Is it raining in Oslo?").withTools(weather);
        ChatResponse answer = router.chat(request);
        while (!answer.toolCalls().isEmpty()) {
            request = request.withMessage(answer.message());
            for (Content.ToolCall call : answer.toolCalls()) {
                request = request.withMessage(Message.toolResult(call.id(), weatherIn(call.arguments())));
            }
            answer = router.chat(request);
        }
        // end
        return answer;
    }

    private static String weatherIn(String arguments) {
        return arguments.contains("Oslo") ? "rain" : "sun";
    }

    // sample: record
    record City(String name, int people) {}

    static City largestCity(Router router) {
        String schema = """
                {"type":"object","properties":{"name":{"type":"string"},"people":{"type":"integer"}},
                 "required":["name","people"],"additionalProperties":false}""";
        return router.chat(ChatRequest.of("assistant", "The largest city of Norway?")
                        .withResponseFormat(ResponseFormat.jsonSchema("city", schema)))
                .as(City.class);
    }
    // end

    static List<float[]> embed(Router router, List<String> texts) {
        // sample: embed
        EmbeddingResponse response = router.embed(EmbeddingRequest.of("openai/text-embedding-3-small", texts));
        List<float[]> vectors = response.vectors(); // one per text, in their order
        System.out.println(response.cost() + ", from the cache: " + response.fromCache());
        // end
        return vectors;
    }

    static void session(Router router, List<Message> conversation) {
        // sample: session
        ChatRequest next = ChatRequest.of("assistant", conversation).withSession("conversation-42");
        ChatResponse answer = router.chat(next);
        // end
        System.out.println(answer.model());
    }

    static void lookAhead(Router router, ChatRequest request) {
        // sample: look-ahead
        System.out.println(router.plan(request)); // asks nobody and holds no money
        System.out.println(router.preflight()); // reads keys and asks nobody
        System.out.println(router.stats());
        // end
    }

    static void errors(Router router, ChatRequest request) {
        // sample: errors
        try {
            System.out.println(router.chat(request).text());
        } catch (BudgetExceededException e) {
            System.out.println(e.budget() + " is " + e.reason() + " until " + e.resetsAt());
        } catch (CallInterruptedException e) {
            return; // the thread's interrupt flag is set
        } catch (TollgateException e) {
            System.out.println(
                    e.failure() + " after " + e.attempts() + " for " + e.cost() + ", not asked: " + e.skipped());
        }
        // end
    }

    static String cut(Router router, ChatRequest request) {
        // sample: cut
        try (ChatStream stream = router.stream(request)) {
            return stream.collect().text();
        } catch (StreamCutException e) {
            return e.partialText() + " [cut off; " + e.cost() + "]";
        }
        // end
    }

    static void rotated(Router router) {
        // sample: rotated
        router.keys().invalidate("openai"); // every call that starts from now on reads the key anew
        router.reopen("openai"); // an operator says that it is fit, for example since its bill is paid
        // end
    }

    static void spent(Router router, Budget daily, LocalDate firstDay, LocalDate lastDay, Path file)
            throws LedgerException, InterruptedException, IOException {
        // sample: spent
        WindowKey today = daily.windowAt(Instant.now());
        Standing standing = router.ledger().standing(List.of(today)).get(today);
        if (standing != null) { // null before the window's first call
            System.out.println(standing.committed() + " of " + standing.limit() + ", held " + standing.held());
        }
        SpendReport report = SpendReport.of(router.ledger(), firstDay, lastDay);
        for (SpendReport.Row row : report.by(SpendReport.Column.TEAM)) { // or DAY, PROVIDER, MODEL; byTag("feature")
            System.out.println(row.name() + " " + row.attempts() + " " + row.cost());
        }
        Files.writeString(file, report.csv());
        // end
    }

    static Future<ChatResponse> elsewhere(Router router, ChatRequest request, ExecutorService executor) {
        // sample: executor
        Future<ChatResponse> answer = executor.submit(() -> router.chat(request));
        // answer.cancel(true) interrupts the call, which ends its HTTP exchange and books what it cost
        // end
        return answer;
    }
}
