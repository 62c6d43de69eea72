package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static String written(Members.Nested members) throws Exception {
        return new String(Json.bytes(members), StandardCharsets.UTF_8);
    }

    @Test
    void wordsStandUnderTheNameOfTheirType() throws Exception {
        assertThat(written(part -> part.words("thinking", "Hm.")))
                .isEqualTo("{\"type\":\"thinking\",\"thinking\":\"Hm.\"}");
    }

    @Test
    void aPictureIsAnObjectWithAUrl() throws Exception {
        assertThat(written(part -> part.imageUrl("Us", Media.of("image/png", new byte[] {1, 2, 3}))))
                .isEqualTo("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AQID\"}}");
    }

    @Test
    void aFunctionStandsUnderItsType() throws Exception {
        assertThat(written(tool -> tool.function(function -> function.put("name", "get"))))
                .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"get\"}}");
    }

    @Test
    void theArgumentsOfACallAreATextEvenIfTheyAreNoObject() throws Exception {
        assertThat(written(each -> each.call("other", new Content.ToolCall("id", "get", "{\"n"))))
                .isEqualTo("{\"id\":\"other\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"get\",\"arguments\":\"{\\\"n\"}}");
    }
}
