package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Router;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A vendor that can't be reached was tried once, is told as unreachable in time, and costs nothing. */
class NoConnectionTest {
    /** A place that can be reached. */
    private static final Hostility NONE = new Hostility() {
        @Override
        public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
            exchange.send(200, format.contentType(asking), format.body(asking));
        }

        @Override
        public Set<FailureKind> kinds() {
            return EnumSet.noneOf(FailureKind.class);
        }
    };

    @ParameterizedTest
    @EnumSource
    void isToldInEachFormat(NoConnection trouble) throws Exception {
        try (Place place = trouble.open()) {
            EachFormat.proves((format, asking) -> {
                List<Attempt> attempts = new Ordeal(trouble, format, asking).endure(place);
                assertThat(attempts).as("%s of %s", asking, format).hasSize(1);
                assertThat(attempts.get(0).cost()).isEqualTo(Money.ZERO);
            });
            assertThat(place.requests().getAsInt()).isZero();
        }
    }

    @Test
    void isNoneWhereTheCertificateIsRight() throws Exception {
        EachFormat.proves((format, asking) -> {
            Certificates right = Certificates.right();
            RawServer server = RawServer.at(right.port(), exchange -> NONE.happen(exchange, format, asking));
            try (Place place = Place.secure(right, server);
                    Router router = Router.builder()
                            .provider(format.provider(place.url()))
                            .prices(format.prices())
                            .httpClient(place.client())
                            .build()) {
                assertThat(asking.ask(router, format.model(asking)).said()).isEqualTo(asking.right());
                assertThat(place.requests().getAsInt()).isEqualTo(1);
            }
        });
    }

    @Test
    void ofTwoAddressesTheOneThatAnswersIsTaken() throws Exception {
        InetAddress[] both = {InetAddress.getByName("127.0.0.2"), RawServer.loopback()};
        EachFormat.proves((format, asking) -> {
            try (RawServer server = RawServer.start(exchange -> NONE.happen(exchange, format, asking))) {
                OkHttpClient client =
                        new OkHttpClient.Builder().dns(host -> List.of(both)).build();
                new Ordeal(NONE, format, asking).endure(Place.of("http://localhost:" + server.port(), client));
                assertThat(server.requests()).isEqualTo(1);
            }
        });
    }
}
