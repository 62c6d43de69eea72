package io.tollgate.tests.hostile;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/** When an app's HTTP client tells its listener something. */
enum HttpMoment {
    CALL_START,
    PROXY_SELECTED,
    CONNECT_START,
    CONNECTION_ACQUIRED,
    HEADERS_SENT,
    BODY_SENT,
    HEADERS_AWAITED,
    HEADERS_THERE,
    BODY_AWAITED,
    BODY_THERE,
    CONNECTION_RELEASED,
    CALL_END;

    /** One that does this at the moment. */
    EventListener listener(Runnable then) {
        return new EventListener() {
            private void at(HttpMoment moment) {
                if (moment == HttpMoment.this) {
                    then.run();
                }
            }

            @Override
            public void callStart(Call call) {
                at(CALL_START);
            }

            @Override
            public void proxySelectStart(Call call, HttpUrl url) {
                at(PROXY_SELECTED);
            }

            @Override
            public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                at(CONNECT_START);
            }

            @Override
            public void connectionAcquired(Call call, Connection connection) {
                at(CONNECTION_ACQUIRED);
            }

            @Override
            public void requestHeadersEnd(Call call, Request request) {
                at(HEADERS_SENT);
            }

            @Override
            public void requestBodyEnd(Call call, long bytes) {
                at(BODY_SENT);
            }

            @Override
            public void responseHeadersStart(Call call) {
                at(HEADERS_AWAITED);
            }

            @Override
            public void responseHeadersEnd(Call call, Response response) {
                at(HEADERS_THERE);
            }

            @Override
            public void responseBodyStart(Call call) {
                at(BODY_AWAITED);
            }

            @Override
            public void responseBodyEnd(Call call, long bytes) {
                at(BODY_THERE);
            }

            @Override
            public void connectionReleased(Call call, Connection connection) {
                at(CONNECTION_RELEASED);
            }

            @Override
            public void callEnd(Call call) {
                at(CALL_END);
            }
        };
    }
}
