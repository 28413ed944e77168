/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, places and firms of the sample workspace: all made up, put together by chance. */
#include "config.h"

#include "worker/esp-sample-words.h"

const char *const esp_sample_family_ko[] = { "김", "이", "박", "최", "정", "강", "조",   "윤",
                                             "장", "임", "한", "오", "서", "신", "권",   "황",
                                             "안", "송", "전", "홍", "유", "고", "문",   "양",
                                             "손", "배", "백", "허", "남", "심", "노",   "하",
                                             "곽", "성", "차", "주", "우", "구", "남궁", "황보" };
const guint esp_sample_n_family_ko = G_N_ELEMENTS (esp_sample_family_ko);

const char *const esp_sample_given_ko[] = {
  "민지", "서준", "지우", "하윤", "도윤", "서연", "예준", "시우", "주원", "하준",
  "지호", "수아", "지아", "서윤", "은우", "유준", "건우", "민서", "현우", "지훈",
  "서현", "다은", "채원", "준서", "소율", "유진", "태윤", "수빈", "은지", "혜진",
  "영호", "정숙", "미경", "성민", "재현", "동현", "상우", "경희", "나연", "가은",
  "아린", "로운", "이안", "보람", "한결", "슬기", "빛나", "솔",   "단",   "초롱"
};
const guint esp_sample_n_given_ko = G_N_ELEMENTS (esp_sample_given_ko);

const char *const esp_sample_romanised[] = { "minji",   "seojun",  "jiwoo",  "hayun",  "doyun",
                                             "seoyeon", "yejun",   "siwoo",  "juwon",  "hajun",
                                             "jiho",    "sua",     "jia",    "eunwoo", "gunwoo",
                                             "minseo",  "hyunwoo", "jihoon", "daeun",  "chaewon",
                                             "yujin",   "taeyun",  "subin",  "hyejin", "nayeon" };
const guint esp_sample_n_romanised = G_N_ELEMENTS (esp_sample_romanised);

const char *const esp_sample_given_en[] = { "Olivia", "Liam",   "Emma",   "Noah",  "Ava",
                                            "Lucas",  "Mia",    "Leo",    "Sofia", "Ethan",
                                            "Chloé",  "Hugo",   "Jürgen", "Anaïs", "Mateo",
                                            "Yuki",   "Haruto", "Mei",    "Linh",  "Aarav" };
const guint esp_sample_n_given_en = G_N_ELEMENTS (esp_sample_given_en);

const char *const esp_sample_family_en[] = { "Smith",   "Brown",    "Müller",  "Schröder", "Martin",
                                             "Bernard", "García",   "Rossi",   "Tanaka",   "Suzuki",
                                             "Nguyen",  "Wang",     "Patel",   "Johnson",  "Silva",
                                             "O’Neill", "van Dijk", "Kowalski" };
const guint esp_sample_n_family_en = G_N_ELEMENTS (esp_sample_family_en);

const char *const esp_sample_companies[] = {
  "한빛상점",      "새봄커피",          "바다출판",    "나무공방",   "다온소프트",   "가람물산",
  "이음교육",      "온새미로",          "미르테크",    "해솔병원",   "누리여행",     "도담식품",
  "Northwind Tea", "Blue Harbor Books", "Alder & Ash", "Paper Kite", "Quiet Garden", "Maple Works"
};
const guint esp_sample_n_companies = G_N_ELEMENTS (esp_sample_companies);

const char *const esp_sample_titles[] = { "대표",     "팀장",   "매니저",  "사원",    "과장",
                                          "디자이너", "개발자", "Manager", "Director" };
const guint esp_sample_n_titles = G_N_ELEMENTS (esp_sample_titles);

const char *const esp_sample_sources[] = { "website", "exhibition", "referral",
                                           "blog",    "instagram",  "search" };
const guint esp_sample_n_sources = G_N_ELEMENTS (esp_sample_sources);

const EspSamplePlace esp_sample_places[] = {
  { "서울", "KR", "Asia/Seoul", "ko", 34 },
  { "경기", "KR", "Asia/Seoul", "ko", 18 },
  { "부산", "KR", "Asia/Seoul", "ko", 8 },
  { "인천", "KR", "Asia/Seoul", "ko", 6 },
  { "대구", "KR", "Asia/Seoul", "ko", 5 },
  { "대전", "KR", "Asia/Seoul", "ko", 4 },
  { "광주", "KR", "Asia/Seoul", "ko", 4 },
  { "제주", "KR", "Asia/Seoul", "ko", 2 },
  { "강릉", "KR", "Asia/Seoul", "ko", 2 },
  { "New York", "US", "America/New_York", "en", 4 },
  { "San Francisco", "US", "America/Los_Angeles", "en", 3 },
  { "London", "GB", "Europe/London", "en", 3 },
  { "Berlin", "DE", "Europe/Berlin", "de", 2 },
  { "Paris", "FR", "Europe/Paris", "fr", 2 },
  { "東京", "JP", "Asia/Tokyo", "ja", 2 },
  { "Toronto", "CA", "America/Toronto", "en", 1 },
};
const guint esp_sample_n_places = G_N_ELEMENTS (esp_sample_places);
