package io.tollgate.spi;

import java.util.List;
import java.util.Optional;

/** Headers in which vendors name a request; see the recordings of their traffic. */
final class RequestIds {
    private static final List<String> HEADERS = List.of(
            "x-request-id",
            "request-id",
            "apim-request-id",
            "x-amzn-requestid",
            "x-debug-trace-id",
            "mistral-correlation-id",
            "cf-ray");

    private RequestIds() {}

    /** The first of them that is there; empty if none is. */
    static String first(Headers headers) {
        for (String name : HEADERS) {
            Optional<String> id = headers.first(name);
            if (id.isPresent()) {
                return id.get();
            }
        }
        return "";
    }
}
