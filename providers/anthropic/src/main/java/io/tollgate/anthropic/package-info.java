/** The codec of Anthropic's Messages API. */
@NullMarked
package io.tollgate.anthropic;

import org.jspecify.annotations.NullMarked;
