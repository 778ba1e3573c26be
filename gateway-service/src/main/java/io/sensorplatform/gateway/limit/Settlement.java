package io.sensorplatform.gateway.limit;

/** Settles counts with the other gateways, some time after they changed. Never blocks. */
interface Settlement {

  /** To be called when something is to be settled; not again before that begins. */
  void changed(Shareable count);
}
