package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelCardTest {
    private static final Price OLD = Price.perMillion("2", "10");
    private static final Price NEW = Price.perMillion("4", "20");
    private static final Instant CHANGE = Instant.parse("2026-12-01T00:00:00Z");
    private static final ModelCard CARD = ModelCard.of("gemini", "gemini-4-argon", ModelCard.Kind.CHAT);

    @Test
    void aPriceHoldsUntilTheNextBegins() {
        ModelCard card = CARD.withPrice(OLD).withPriceFrom(CHANGE, NEW);
        assertThat(card.price(CHANGE.minusNanos(1))).contains(OLD);
        assertThat(card.price(CHANGE)).contains(NEW);
        assertThat(CARD.price(CHANGE)).isEmpty();
        assertThat(CARD.withPriceFrom(CHANGE, NEW).price(CHANGE.minusNanos(1))).isEmpty();
        assertThat(card.withPrice(OLD).price(CHANGE)).contains(OLD);
    }

    @Test
    void aKnownCardLacksWhatIsNotStatedAndAnUnknownLacksNothing() {
        assertThat(CARD.isKnown()).isTrue();
        assertThat(CARD.can(Capability.TOOLS)).isFalse();
        ModelCard unknown = ModelCard.unknown("vllm", "my-model", ModelCard.Kind.CHAT);
        assertThat(unknown.isKnown()).isFalse();
        assertThat(unknown.capabilities()).containsExactlyInAnyOrder(Capability.values());
    }

    @Test
    void whatOnlyTheResponsesApiServesSaysSo() {
        assertThat(CARD.isResponsesOnly()).isFalse();
        assertThat(CARD.withResponsesOnly().withName("deployment").isResponsesOnly())
                .isTrue();
        assertThat(ModelCard.unknown("openai", "gpt-next", ModelCard.Kind.CHAT).isResponsesOnly())
                .isFalse();
    }

    @Test
    void nobodyChangesACardFromOutside() {
        Set<Capability> capabilities = EnumSet.of(Capability.TOOLS);
        ModelCard card = CARD.withCapabilities(capabilities);
        capabilities.add(Capability.VISION);
        assertThat(card.can(Capability.VISION)).isFalse();
        assertThatThrownBy(() -> card.capabilities().add(Capability.VISION))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ModelCard.unknown("a", "b", ModelCard.Kind.CHAT)
                        .capabilities()
                        .clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> card.prices().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theSameModelHasTheSameEmbeddingSpaceAtAnyVendorAndUnderAnyDeployment() {
        ModelCard openai = ModelCard.of("openai", "text-embedding-3-small", ModelCard.Kind.EMBEDDING);
        ModelCard gateway = ModelCard.of("openrouter", "openai/Text-Embedding-3-Small", ModelCard.Kind.EMBEDDING);
        assertThat(openai.embeddingSpace()).isEqualTo("text-embedding-3-small");
        assertThat(gateway.embeddingSpace()).isEqualTo(openai.embeddingSpace());
        assertThat(openai.withName("my-deployment").embeddingSpace()).isEqualTo(openai.embeddingSpace());
        assertThat(openai.withEmbeddingSpace("other").embeddingSpace()).isEqualTo("other");
        assertThat(CARD.embeddingSpace()).isEmpty();
    }

    @Test
    void numbersAreChecked() {
        assertThatThrownBy(() -> CARD.withLimits(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CARD.withTokenBounds(0, -1, 0)).hasMessageContaining("page -1");
        assertThatThrownBy(() -> CARD.withDimensions(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CARD).hasToString("gemini gemini-4-argon (chat)");
    }
}
