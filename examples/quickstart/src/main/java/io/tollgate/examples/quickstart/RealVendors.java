package io.tollgate.examples.quickstart;

import io.tollgate.Route;
import io.tollgate.Router;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.gemini.Gemini;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks every vendor whose key is in the environment, cheapest first. */
final class RealVendors {
    static final String VARIABLES = "OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, DEEPSEEK_API_KEY";

    private RealVendors() {}

    record Vendor(Provider provider, String model) {}

    static List<Vendor> inEnvironment() {
        Map<String, String> env = System.getenv();
        List<Vendor> vendors = new ArrayList<>();
        if (env.containsKey("OPENAI_API_KEY")) {
            vendors.add(new Vendor(OpenAi.create(), "openai/gpt-6-luna"));
        }
        if (env.containsKey("ANTHROPIC_API_KEY")) {
            vendors.add(new Vendor(Anthropic.create(), "anthropic/claude-haiku-5-5"));
        }
        if (env.containsKey("GEMINI_API_KEY")) {
            vendors.add(new Vendor(Gemini.create(), "gemini/gemini-2.5-flash-lite"));
        }
        if (env.containsKey("DEEPSEEK_API_KEY")) {
            vendors.add(new Vendor(OpenAiCompatible.deepSeek(), "deepseek/deepseek-flash"));
        }
        return vendors;
    }

    static void ask(List<Vendor> vendors, String question) {
        Router.Builder builder = Router.builder().budget(Budget.usd("1.00").every("1d"));
        vendors.forEach(vendor -> builder.provider(vendor.provider()));
        builder.route(Route.of("assistant", vendors.stream().map(Vendor::model).toList()));
        try (Router router = builder.build()) {
            System.out.println(router.preflight());
            ChatRequest request = ChatRequest.of("assistant", question).withMaxOutputTokens(1_000);
            System.out.println(router.plan(request));
            try (ChatStream stream = router.stream(request)) {
                for (ChatEvent event : stream) {
                    if (event instanceof ChatEvent.Text text) {
                        System.out.print(text.text());
                    }
                }
                ChatResponse answer = stream.collect();
                System.out.printf("%n%nserved by %s for %s (%s)%n", answer.model(), answer.cost(), answer.usage());
            }
            System.out.println(router.stats());
        }
    }
}
