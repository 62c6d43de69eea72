package io.tollgate.openai;

import io.tollgate.price.ModelCard;
import io.tollgate.spi.Account;
import io.tollgate.spi.HttpCall;

/**
 * Where and how an account's models are asked, which is the same for all that they do.
 *
 * @param errors what its errors mean
 */
record Service(Account account, Dialect dialect, Endpoint endpoint, Errors errors) {
    Service(Account account, Dialect dialect, Endpoint endpoint) {
        this(account, dialect, endpoint, new Errors(dialect.vendor()));
    }

    Service with(Dialect other) {
        return new Service(account, other, endpoint, errors);
    }

    String vendor() {
        return account.vendor();
    }

    boolean has(Trait trait) {
        return dialect.has(trait);
    }

    /** @param operation such as {@code chat/completions} */
    HttpCall post(ModelCard model, String operation, byte[] body) {
        return HttpCall.postJson(endpoint.url(account.baseUrl(), model.name(), operation), body);
    }
}
