/** What the gateway itself has to show: the index, and a page for each problem code. */
@NullMarked
package io.sensorplatform.gateway.page;

import org.jspecify.annotations.NullMarked;
