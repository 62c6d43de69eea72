package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static String again(String json) throws FailureException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Json.object(bytes, bytes.length, "a value").toString();
    }

    @Test
    void valuesStayAsTheyAreWritten() throws Exception {
        String json =
                "{\"a\":1.50,\"b\":12345678901234567890,\"c\":[-3,true,false,null,\"x\\n\"],\"d\":{\"e\":{},\"f\":[]}}";
        assertThat(again(json)).isEqualTo(json);
    }

    @Test
    void soManyValuesAreATreeAndOneMoreIsABadAnswer() throws Exception {
        // The object, its array and the elements.
        String most = "{\"x\":[" + "{},".repeat(249_997) + "{}]}";
        assertThat(again(most)).isEqualTo(most);
        FailureException bad =
                catchThrowableOfType(FailureException.class, () -> again("{\"x\":[" + "{},".repeat(249_998) + "{}]}"));
        assertThat(bad.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }
}
