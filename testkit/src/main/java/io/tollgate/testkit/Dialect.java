package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.util.List;
import java.util.Optional;

/** A vendor's wire format: requests read, answers and errors written. Stateless. */
interface Dialect {
    /** The vendor's name, as in {@code openai}. */
    String name();

    /** The path that the vendor's usual base URL ends with. */
    String basePath();

    /** What a request asks for. */
    Asked asked(String method, String target, Headers headers, byte[] body);

    /** The key that a request presents, if it does. */
    Optional<String> key(String target, Headers headers);

    /** The answer, whole or streamed, as the request wishes. */
    Page answer(Received request, FakeAnswer answer);

    /** The list of the vendor's models. */
    Page models(Received request, List<String> models);

    /** The error, as this request gets it. */
    Page error(Received request, VendorError error);

    /** The error as an event of a stream that has begun. */
    Page.Part errorEvent(Received request, VendorError error);
}
