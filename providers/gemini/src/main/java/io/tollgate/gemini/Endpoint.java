package io.tollgate.gemini;

import io.tollgate.failure.Failure;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who speaks the Gemini format, and where.
 *
 * @param vendor whose signatures and opaque parts may be sent back
 * @param modelUrl the URL of a model, before {@code :generateContent}
 * @param mediaUrls how a URL must begin for the vendor to read it
 * @param errors what its errors mean
 */
record Endpoint(String vendor, UnaryOperator<String> modelUrl, List<String> mediaUrls, ErrorTable errors) {
    Failure failure(HttpReply reply) {
        return Errors.failure(reply, errors);
    }
}
