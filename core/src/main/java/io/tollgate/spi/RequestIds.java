package io.tollgate.spi;

import java.util.List;

/** Headers in which vendors name a request; see the recordings of their traffic. */
final class RequestIds {
    static final List<String> HEADERS = List.of(
            "x-request-id", "request-id", "apim-request-id", "x-amzn-requestid", "mistral-correlation-id", "cf-ray");

    private RequestIds() {}
}
