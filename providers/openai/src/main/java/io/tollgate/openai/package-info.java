/** OpenAI and the vendors that speak its dialect: one codec, and a row per vendor for what differs. */
@NullMarked
package io.tollgate.openai;

import org.jspecify.annotations.NullMarked;
