package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CallIdsTest {
    private static final Pattern NINE = Pattern.compile("[A-Za-z0-9]{9}");

    @Test
    void whatTheVendorTakesStays() {
        assertThat(CallIds.fitting("fhzx2DA5n", NINE, 9)).isEqualTo("fhzx2DA5n");
    }

    @Test
    void otherIdsFitAndStayApart() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = CallIds.fitting("call_" + i, NINE, 9);
            assertThat(id).matches(NINE).isEqualTo(CallIds.fitting("call_" + i, NINE, 9));
            ids.add(id);
        }
        assertThat(ids).hasSize(1_000);
        assertThat(CallIds.fitting("", NINE, 9)).matches(NINE);
    }
}
