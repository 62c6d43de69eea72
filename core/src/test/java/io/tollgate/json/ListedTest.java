package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListedTest {
    private static HttpReply reply(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return HttpReply.piece(Headers.NONE, bytes, bytes.length);
    }

    private static Failure told(HttpReply reply) {
        return Failure.of(FailureKind.OVERLOADED);
    }

    private static Listed<float[]> vectors(String body, String place) throws FailureException {
        return Listed.vectors(reply(body), ListedTest::told, place);
    }

    private static FailureKind failure(String body) {
        return catchThrowableOfType(FailureException.class, () -> vectors(body, "/data/*/v"))
                .failure()
                .kind();
    }

    @Test
    void vectorsAreWhereThePlaceSaysAndAllElseIsTheRest() throws Exception {
        Listed<float[]> answer =
                vectors("{\"a\":1,\"data\":[{\"v\":[1,2],\"of\":\"x\"},{\"of\":\"y\",\"v\":[3]}]}", "/data/*/v");
        assertThat(answer.items()).containsExactly(new float[] {1, 2}, new float[] {3});
        assertThat(answer.rest().at("/data/1/of").asText()).isEqualTo("y");
        assertThat(answer.rest().at("/data/0/v").isMissingNode()).isTrue();
        assertThat(answer.rest().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void aPlaceMayHaveOneVectorOrTwoNames() throws Exception {
        assertThat(vectors("{\"one\":{\"v\":[1]}}", "/one/v").items()).containsExactly(new float[] {1});
        List<RerankCodec.Score> scores = Listed.scores(
                        reply("{\"data\":[{\"index\":2,\"score\":0.5}]}"), ListedTest::told, "/results|data/*")
                .items();
        assertThat(scores).containsExactly(new RerankCodec.Score(2, 0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{}}", "{\"data\":[],\"error\":\"no\"}", "{\"error\":[1]}"})
    void whatTellsAnErrorIsOne(String body) {
        assertThat(failure(body)).isEqualTo(FailureKind.OVERLOADED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"data\":[{}]}", "{\"data\":[{\"v\":[1],\"v\":[2]}]}", "{\"data\":[{\"v\":{}}]}"})
    void whatListsSomethingElseIsABadAnswer(String body) {
        assertThat(failure(body)).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void whatNobodyNeedsIsPassedOver() throws Exception {
        Listed<float[]> answer =
                Listed.vectors(reply("{\"again\":{\"v\":[1,2]},\"v\":[1,2],\"n\":7}"), ListedTest::told, "/v", "again");
        assertThat(answer.items()).containsExactly(new float[] {1, 2});
        assertThat(answer.rest().has("again")).isFalse();
        assertThat(answer.inputTokens("/n")).contains(Usage.of(7, 0));
    }

    @Test
    void anErrorThatIsEmptyIsNone() throws Exception {
        assertThat(vectors("{\"error\":false,\"v\":[1]}", "/v").items()).hasSize(1);
        assertThat(vectors("{\"error\":\"\",\"v\":[1]}", "/v").items()).hasSize(1);
        assertThat(vectors("{\"error\":null,\"v\":[1]}", "/v").items()).hasSize(1);
    }

    @Test
    void usageIsTheInputIfItIsTold() throws Exception {
        Listed<float[]> answer = vectors("{\"v\":[1],\"usage\":{\"n\":7,\"much\":1e30}}", "/v");
        assertThat(answer.inputTokens("/usage/n")).contains(Usage.of(7, 0));
        assertThat(answer.inputTokens("/usage/m")).isEmpty();
        assertThatThrownBy(() -> answer.inputTokens("/usage/much"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER));
    }
}
