/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the form of a step only: how each kind of step is put together from rows. */
#pragma once

#include "views/journeys/esp-step-controls.h"

G_BEGIN_DECLS

extern const EspStepSubject esp_step_form_subject;

void esp_step_form_build_send (EspStepPage *page);
void esp_step_form_build_wait (EspStepPage *page);
void esp_step_form_build_split (EspStepPage *page);
void esp_step_form_build_shares (EspStepPage *page);
void esp_step_form_build_update (EspStepPage *page);
void esp_step_form_build_list (EspStepPage *page);
void esp_step_form_build_task (EspStepPage *page);
void esp_step_form_build_webhook (EspStepPage *page);
void esp_step_form_build_go_to (EspStepPage *page);
void esp_step_form_build_join (EspStepPage *page);
void esp_step_form_build_goal (EspStepPage *page);
void esp_step_form_build_exit (EspStepPage *page);

void esp_step_form_add_late (EspStepPage *page);
void
esp_step_form_add_open (EspStepPage *page, EspStepLine *row, const char *area, const char *label);
const EspJourneyStep *esp_step_form_get_step (EspStepPage *page);

/* Branches: esp-step-form-branches.c */
char *esp_step_branch_path (guint branch, const char *member);
int esp_step_branch_find (EspStepPage *page, const char *member, const char *value);
void esp_step_branch_put_new (JsonNode *root, int position, const char *member, JsonNode *value);
void esp_step_branch_put_end (JsonNode *root, guint branch);
guint esp_step_branch_count_steps (EspStepPage *page, guint branch);
void esp_step_branch_add_tools (EspStepPage *page, EspStepLine *row, guint branch, guint n_movable);
EspStepLine *esp_step_branch_add_outcome (EspStepPage *page,
                                          const char *path,
                                          const char *title,
                                          const char *member,
                                          const char *value);

G_END_DECLS
