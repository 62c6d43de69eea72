package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PdfPagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"/Type/Page", "/Type /Page", "/Type\t/Page", "/Type\f/Page\n", "/Type\r\n/Page>>"})
    void everyWhiteSpaceOfPdfMayStandBeforeAPage(String page) {
        String pdf = "%PDF-1.4 1 0 obj <</Type /Pages>> 2 0 obj <<" + page;
        assertThat(PdfPages.count(pdf.getBytes(StandardCharsets.US_ASCII))).isEqualTo(1);
    }
}
