package io.sensorplatform.gateway.limit;

/** Settles counts with the other gateways, some time after they changed. Never blocks. */
interface Settlement {

  /** To be called when something is to be settled again; once until it was. */
  void changed(Shareable count);
}
