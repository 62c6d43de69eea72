package io.tollgate.tests.samples;

// sample: hello
import io.tollgate.Router;
import io.tollgate.chat.ChatRequest;
import io.tollgate.openai.OpenAi;

class Hello {
    public static void main(String[] args) {
        try (Router router = Router.builder().provider(OpenAi.create()).build()) {
            var answer = router.chat(ChatRequest.of("openai/gpt-6-luna", "Why is the sky blue?"));
            System.out.println(answer.text());
            System.out.println(answer.model() + " for " + answer.cost());
        }
    }
}
// end
