/** The codec of AWS Bedrock's Converse API, with AWS's own signatures and event streams. */
@NullMarked
package io.tollgate.bedrock;

import org.jspecify.annotations.NullMarked;
