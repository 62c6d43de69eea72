package io.tollgate.testkit;

import io.tollgate.testkit.Asked.Kind;
import java.util.List;

/**
 * A request, and what its vendor would answer if nothing went wrong.
 *
 * @param models the models that exist; if empty, all do
 */
record Scene(Dialect dialect, Received request, FakeAnswer answer, List<String> models) {
    Page page() {
        Asked asked = request.asked();
        if (asked.kind() == Kind.MODELS) {
            return dialect.models(request, models);
        }
        if (asked.kind() == Kind.NOTHING) {
            return error(VendorError.status(404).withMessage("Not found: " + request.path()));
        }
        if (!models.isEmpty() && !models.contains(asked.model())) {
            return error(VendorError.of(VendorError.Kind.NO_SUCH_MODEL));
        }
        if (!asked.refusal().isEmpty()) {
            return error(VendorError.status(400).withMessage(asked.refusal()));
        }
        return dialect.answer(request, answer.upTo(asked.maxTokens()));
    }

    /** The error's page: the vendor's own shape, or the body that the error brings. */
    Page error(VendorError error) {
        Page page = dialect.error(request, error);
        if (error.body() == null) {
            return page;
        }
        String type = error.body().stripLeading().startsWith("{") ? "application/json" : "text/plain";
        Page other = Page.whole(page.status(), type, error.body());
        return page.withParts(other.parts()).replacing("Content-Type", type);
    }
}
