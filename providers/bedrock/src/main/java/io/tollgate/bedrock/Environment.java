package io.tollgate.bedrock;

import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The variables in which AWS's own tools look for a region and for keys. */
final class Environment implements KeySource {
    static final Environment OF_THIS_PROCESS = new Environment(System::getenv);

    private static final String BEARER = "AWS_BEARER_TOKEN_BEDROCK";

    private final Function<String, @Nullable String> variables;

    Environment(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.apply(name)).filter(value -> !value.isBlank());
    }

    /** The region, in the order in which AWS's tools look for it. */
    Optional<String> region() {
        return List.of("AWS_REGION", "AWS_DEFAULT_REGION").stream()
                .flatMap(name -> variable(name).stream())
                .findFirst();
    }

    /** A Bedrock API key if there is one, else a key pair. */
    @Override
    public Credential read() throws IOException {
        Optional<String> bearer = variable(BEARER);
        return bearer.isPresent() ? Credential.of(bearer.get()) : keyPair();
    }

    private Credential keyPair() throws IOException {
        Map<String, String> secrets = new HashMap<>();
        secrets.put(Signature4.ACCESS_KEY, required("AWS_ACCESS_KEY_ID"));
        secrets.put(Signature4.SECRET_KEY, required("AWS_SECRET_ACCESS_KEY"));
        variable("AWS_SESSION_TOKEN").ifPresent(token -> secrets.put(Signature4.SESSION_TOKEN, token));
        return Credential.of(secrets);
    }

    private String required(String name) throws IOException {
        return variable(name)
                .orElseThrow(() -> new IOException("expected a Bedrock API key in the environment variable " + BEARER
                        + ", or a key pair in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, but neither is complete: "
                        + name + " isn't set; set one, or build the provider with another key source"));
    }

    @Override
    public String describe() {
        return "environment variable " + BEARER + ", or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    }
}
