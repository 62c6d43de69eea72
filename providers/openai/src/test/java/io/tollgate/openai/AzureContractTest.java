package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;

class AzureContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return AzureOpenAi.at("res").withApiVersion("2024-10-21").builder().build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("azure-openai", "prod-chat", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        return List.of(
                new Golden(ChatRequest.of("r", "Hi").withMaxOutputTokens(9).withUser("u1"), Delivery.STREAM, """
                {"model":"prod-chat","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9,"user":"u1",
                 "stream":true,"stream_options":{"include_usage":true}}
                """));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(new Whole(
                """
                {"id":"c1","object":"chat.completion","model":"gpt-x","prompt_filter_results":[{"prompt_index":0,
                 "content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],"choices":[{"index":0,
                 "message":{"role":"assistant","content":"Yes."},"finish_reason":"stop","content_filter_results":{
                 "hate":{"filtered":false,"severity":"safe"}}}],"usage":{"prompt_tokens":9,"completion_tokens":2,
                 "total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}}}
                """,
                Answer.of(List.of(new Content.Text("Yes.")), FinishReason.STOP, "stop")
                        .withId("c1")
                        .withUsage(Usage.of(9, 2).withCachedInputTokens(4))));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false}}}]}

                data: {"choices":[{"content_filter_results":{},"delta":{"content":"Ye","role":"assistant"},"finish_reason":null,"index":0}],"id":"c1","obfuscation":"x","usage":null}

                data: {"choices":[{"content_filter_results":{},"delta":{},"finish_reason":"content_filter","index":0}],"id":"c1","usage":null}

                data: {"choices":[],"id":"c1","usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}

                data: [DONE]

                """,
                new ChatEvent.Text("Ye"),
                new ChatEvent.End(FinishReason.CONTENT_FILTER, "content_filter"),
                new ChatEvent.UsageReport(Usage.of(9, 1))));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(400, """
                        {"error":{"message":"The prompt was filtered.","type":null,"param":"prompt","code":"content_filter",
                         "status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}
                        """, FailureKind.CONTENT_FILTER, Cooldown.NONE),
                new Refused(404, """
                        {"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}
                        """, FailureKind.MODEL_NOT_FOUND, Cooldown.OPERATOR));
    }
}
