/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Who opened or clicked. */
typedef enum
{
  ESP_RESPONDER_HUMAN,
  ESP_RESPONDER_PROXY,   /* a person, seen through the picture server of the mailbox */
  ESP_RESPONDER_SCANNER, /* a program: it checks mail, or loads pictures ahead */
} EspResponder;

#define ESP_N_RESPONDERS (ESP_RESPONDER_SCANNER + 1)

/* What is known of an open or a click beside its properties. */
typedef struct
{
  gboolean is_click;
  gint64 after_us; /* since the message was handed over; -1: not known */
  guint n_links;   /* different links of the message that were clicked about then */
  guint n_people;  /* people whose mail the same address clicked about then */
} EspResponseFacts;

/* Rules that tell programs from people. */
typedef struct _EspMachineRules EspMachineRules;

EspMachineRules *esp_machine_rules_new (const char *json, GError **error);
void esp_machine_rules_free (EspMachineRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMachineRules, esp_machine_rules_free)
const EspMachineRules *esp_machine_rules_get_default (void);
EspResponder esp_machine_rules_judge (const EspMachineRules *self,
                                      JsonObject *props,
                                      const EspResponseFacts *facts);
gint64 esp_machine_rules_get_links_us (const EspMachineRules *self);
gint64 esp_machine_rules_get_people_us (const EspMachineRules *self);
gboolean esp_machine_rules_match (JsonObject *props);
const char *esp_responder_name (EspResponder responder);

G_END_DECLS
