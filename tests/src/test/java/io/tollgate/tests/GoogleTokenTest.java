package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.UserCredentials;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.vertex.Vertex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of Google credentials, fetched by Google's library from a server of this machine. */
class GoogleTokenTest {
    private HttpServer server;
    private int status = 200;
    private int asked;

    @BeforeEach
    void startATokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            byte[] body = ("{\"access_token\":\"ya29." + ++asked + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopTheTokenServer() {
        server.stop(0);
    }

    private KeySource ofAUser() {
        return Vertex.credentials(UserCredentials.newBuilder()
                .setClientId("client")
                .setClientSecret("secret")
                .setRefreshToken("refresh")
                .setTokenServerUri(
                        URI.create("http://localhost:" + server.getAddress().getPort() + "/token"))
                .build());
    }

    @Test
    void eachReadGivesANewTokenWithItsExpiry() throws Exception {
        KeySource source = ofAUser();
        Credential first = source.read();
        assertThat(first.secret()).isEqualTo("ya29.1");
        assertThat(first.expiresAt().orElseThrow())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(50)),
                        Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(source.read().secret()).isEqualTo("ya29.2");
    }

    @Test
    void aRefusalSaysWhereTheCredentialsWereAndNotWhatTheyAre() {
        status = 400;
        assertThatThrownBy(() -> ofAUser().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Google credentials of the app")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("ya29");
    }

    @Test
    void aTokenOfTheAppsIsGivenAsItIs() throws Exception {
        Date expiry = Date.from(Instant.parse("2026-11-22T12:00:00Z"));
        Credential given = Vertex.credentials(GoogleCredentials.create(new AccessToken("ya29.fixed", expiry)))
                .read();
        assertThat(given.secret()).isEqualTo("ya29.fixed");
        assertThat(given.expiresAt()).contains(expiry.toInstant());
    }

    @Test
    void itTellsNothingSecret() {
        assertThat(ofAUser()).hasToString("Google credentials of the app");
        assertThat(Vertex.applicationDefault().describe()).isEqualTo("Google's application default credentials");
    }
}
