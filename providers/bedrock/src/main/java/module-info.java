/** The provider for AWS Bedrock. */
module io.tollgate.bedrock {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.auth.aws;
    requires software.amazon.awssdk.http.auth.spi;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.eventstream;
    requires static transitive org.jspecify;

    exports io.tollgate.bedrock;

    provides io.tollgate.spi.ProviderFamily with
            io.tollgate.bedrock.Found.InThisRegion;
}
