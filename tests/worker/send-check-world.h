/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace with people and one send that is checked; for tests of the gate. */
#pragma once

#include "store/esp-store.h"
#include "worker/esp-send-check.h"

/* 2027-03-15 12:00 in Seoul */
#define NOON_US (G_GINT64_CONSTANT (1805079600) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  const char *email;
  const char *name;
  const char *country;
  const char *phone;
  const char *zone;
  gboolean has_bare_consent;
  int consent_age_days;
} Person;

typedef struct
{
  char *folder;
  EspStore *store;
  EspClock *clock;
  const Person *people;
  const char *document;
  const char *options;
  gint64 send_id;
  EspSendCheck *check;
  EspWaterfall *waterfall;
} CheckWorld;

#define DOCUMENT(class, subject, extra)                                                            \
  "{\"version\":1,\"class\":\"" class "\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\","    \
                                      "\"address\":\"news@brand.example\"},"                       \
                                      "\"subject\":\"" subject "\"," extra                         \
                                      "\"preheader\":\"소식\",\"body\":{\"sections\":[{"         \
                                      "\"columns\":[{"                                             \
                                      "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[" \
                                      "\"{{ name }}님, 안녕하세요\"]}]}]}]}]}}"

extern const Person check_koreans[];
extern const char check_ad[];

/* Begins a workspace at noon in Seoul with @people (until one without an address) and a send of @document. */
void check_world_init (CheckWorld *world,
                       const Person *people,
                       const char *document,
                       const char *options);
void check_world_clear (CheckWorld *world);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CheckWorld, check_world_clear)

/* Writes with @func, which gets @world and has to succeed. */
void check_world_write (CheckWorld *world, EspStoreFunc func);

/* Returns: (nullable): what the gate says now of @rule; owned by @world until the next question */
const EspContentFinding *check_world_find (CheckWorld *world, const char *rule);

/* Returns: how grave it is; it must have been checked */
EspSeverity check_world_severity (CheckWorld *world, const char *rule);

/* Stores the facts of the sender that the law of Korea asks for; an EspStoreFunc. */
gboolean check_world_set_sender (EspTx *tx, gpointer data, GError **error);
