package io.tollgate.vertex;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import java.io.IOException;

/**
 * Access tokens of Google credentials, each with its expiry. Google's library can't be interrupted, and has time-outs of
 * its own: 20 s each to connect and to read.
 *
 * @param place where the credentials are, for people
 * @param credentials found anew for each token, so that a changed file is seen
 */
record GoogleToken(String place, Found credentials) implements KeySource {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** Finds credentials. */
    @FunctionalInterface
    interface Found {
        GoogleCredentials find() throws IOException;
    }

    @Override
    public Credential read() throws IOException {
        AccessToken token;
        try {
            GoogleCredentials found = credentials.find();
            token = fresh(found.createScopedRequired() ? found.createScoped(SCOPE) : found);
        } catch (IOException e) {
            // Whatever it found may be in its message.
            throw new IOException("expected an access token from " + place + ", but that failed with "
                    + e.getClass().getSimpleName());
        }
        Credential credential = Credential.of(token.getTokenValue());
        return token.getExpirationTime() == null
                ? credential
                : credential.withExpiry(token.getExpirationTime().toInstant());
    }

    private static AccessToken fresh(GoogleCredentials credentials) throws IOException {
        try {
            return credentials.refreshAccessToken();
        } catch (IllegalStateException fixed) {
            // Made of a token by the app, which has no other.
            AccessToken only = credentials.getAccessToken();
            if (only == null) {
                throw new IOException("credentials without a token");
            }
            return only;
        }
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public String toString() {
        return place;
    }
}
