package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Media;
import io.tollgate.chat.Tool;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FeatureTest {
    private static final ChatRequest HI = ChatRequest.of("r", "Hi");

    @Test
    void allThatIsLackingAndAskedForIsNamed() {
        assertThatThrownBy(() -> Feature.refuse(HI.withStop("a").withSeed(1), "X", Feature.STOP, Feature.SEED))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("stop, seed: X takes no stop sequences, seed");
        assertThatCode(() -> Feature.refuse(HI.withStop("a"), "X", Feature.SEED, Feature.BLANK_STOP))
                .doesNotThrowAnyException();
    }

    @Test
    void anOrderToCallOneToolAtATimeMeansNothingWithoutTools() {
        assertThatCode(() -> Feature.refuse(HI.withParallelToolCalls(false), "X", Feature.ONE_CALL_AT_A_TIME))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Feature.refuse(
                        HI.withParallelToolCalls(false).withTools(Tool.of("f", "", "{}")),
                        "X",
                        Feature.ONE_CALL_AT_A_TIME))
                .hasMessageContaining("parallelToolCalls");
    }

    @Test
    void aWholeNumberIsRefusedBeyondItsBoundsOnly() {
        for (OptionalLong taken : new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(1), OptionalLong.of(9)}) {
            assertThatCode(() -> Feature.refuseBeyond("X", "seed", taken, 1, 9)).doesNotThrowAnyException();
        }
        for (long refused : new long[] {0, 10}) {
            assertThatThrownBy(() -> Feature.refuseBeyond("X", "seed", OptionalLong.of(refused), 1, 9))
                    .hasMessageContaining("seed: X takes 1 to 9, but the request has " + refused);
        }
    }

    @Test
    void mediaAreRefusedIfTheirTypeIsNoneOfTheTaken() {
        List<String> taken = List.of("image/png", "image/gif");
        assertThatCode(() -> Feature.refuseOther("X", "images", taken, Media.of("image/gif", new byte[1])))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Feature.refuseOther("X", "images", taken, Media.of("image/bmp", new byte[1])))
                .hasMessageContaining("messages: X takes images of [image/gif, image/png], but one is image/bmp");
    }

    @Test
    void aNumberIsRefusedBeyondItsBoundsOnly() {
        for (double taken : new double[] {0.5, 1, 2}) {
            assertThatCode(() -> Feature.refuseBeyond("X", "topP", OptionalDouble.of(taken), 0.5, 2))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> Feature.refuseBeyond("X", "topP", OptionalDouble.empty(), 0.5, 2))
                .doesNotThrowAnyException();
        for (double refused : new double[] {0.49, 2.01}) {
            assertThatThrownBy(() -> Feature.refuseBeyond("X", "topP", OptionalDouble.of(refused), 0.5, 2))
                    .hasMessageContaining("topP: X takes 0.5 to 2.0, but the request has " + refused);
        }
    }
}
