package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Message;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is sent to the Responses API is as OpenAI describes it. */
class ResponsesSchemaTest {
    @Test
    void everyFeatureIsWrittenAsDescribedOrRefusedByName() throws FailureException {
        Schemas.Judge judge = Schemas.of("openai-openapi.json")
                // A message of the user's is described twice.
                .overlapping("InputItem")
                .judge("CreateResponse");
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, ChatRequest> requests = EveryFeature.requests();
        ChatRequest question = ChatRequest.of("any", "Why is the sky blue?");
        requests.put("the model's own items", question.withMessage(Message.assistant(Said.by(Vendors.RESPONSES_API))));
        for (Map.Entry<String, ChatRequest> each : requests.entrySet()) {
            for (Delivery delivery : Delivery.values()) {
                try {
                    JsonNode body = encode(each.getValue(), delivery);
                    assertThat(judge.breaches(body))
                            .as("%s, %s", each.getKey(), body)
                            .isEmpty();
                } catch (FailureException e) {
                    assertThat(e.failure().kind()).as(each.getKey()).isEqualTo(FailureKind.UNSUPPORTED);
                    refused.put(each.getKey(), e.failure().message());
                }
            }
        }
        System.out.println("\nRefused by name for the Responses API: " + refused);
        assertThat(new TreeSet<>(refused.keySet()))
                .isEqualTo(new TreeSet<>(List.of("a budget for thoughts", "a seed", "penalties", "stops")));
    }

    private static JsonNode encode(ChatRequest request, Delivery delivery) throws FailureException {
        ModelCard card = ModelCard.unknown("openai", "some-model", ModelCard.Kind.CHAT);
        byte[] body = Vendors.chat(Vendors.RESPONSES_API, "some-model")
                .encode(card, request, delivery)
                .body();
        return Json.read(new String(body, StandardCharsets.UTF_8));
    }
}
